// SPDX-License-Identifier: Apache-2.0
#include "link_stack.h"
#include "endpoint.h"
#include "memory_map.h"
#include "process.h"
#include "scheduler.h"
#include "segment.h"
#include "xxpc.h"

enum { RECORDS = PAGE_SIZE / XPC_RECORD_SIZE };

static struct xpc_record *records_of(const struct thread *thread)
{
    return physical_to_kernel(thread->xpc.link_base);
}

void link_stack_disown(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_state(thread_at(i)) != THREAD_FREE)
            for (unsigned r = 0; r < RECORDS; r++)
                if (records_of(thread_at(i))[r].satp == process->satp)
                    records_of(thread_at(i))[r].flags &= ~(uint64_t)XPC_FLAGS_VALID;
}

bool link_stack_names(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_state(thread_at(i)) != THREAD_FREE && thread_state(thread_at(i)) != THREAD_ENDED)
            for (unsigned r = 0; r < (thread_at(i)->xpc.link - thread_at(i)->xpc.link_base) / XPC_RECORD_SIZE; r++)
                if (records_of(thread_at(i))[r].satp == process->satp)
                    return true;
    return false;
}

void link_stack_unwind(struct thread *thread, int64_t error)
{
    struct xpc_state *xpc = &thread->xpc;
    scheduler_remove(thread);
    endpoint_leave(thread);
    while (xpc->link > xpc->link_base) {
        xpc->link -= XPC_RECORD_SIZE;
        const struct xpc_record *record = physical_to_kernel(xpc->link);
        if ((record->flags & XPC_FLAGS_VALID) == 0)
            continue;
        segment_take_back(record->segpa, record->seglen & XPC_SEG_LENGTH);
        xpc->satp = record->satp;
        xpc->xcallcap = record->xcallcap;
        xpc->xseglist = record->xseglist;
        xpc->seg_va = record->segva;
        xpc->seg_pa = record->segpa;
        xpc->seg_len = record->seglen;
        xpc->mask_base = record->maskbase;
        xpc->mask_len = record->masklen;
        thread->registers[REG_PC] = record->pc;
        thread->registers[REG_A0] = (uint64_t)error;
        thread->registers[REG_A1] = 0;
        scheduler_ready(thread);
        return;
    }
    thread_set_state(thread, THREAD_ENDED);
}
