// SPDX-License-Identifier: Apache-2.0
#include "link_stack.h"
#include "contexts.h"
#include "endpoint.h"
#include "memory_map.h"
#include "notification.h"
#include "process.h"
#include "scheduler.h"
#include "segment.h"

static struct xpc_record *top_of(const struct thread *thread)
{
    return physical_to_kernel(thread->xpc.link);
}

struct xpc_record *link_stack_first(const struct thread *thread)
{
    return physical_to_kernel(thread->xpc.link_base);
}

struct xpc_record *link_stack_end(const struct thread *thread)
{
    return thread_lives(thread) ? top_of(thread) : link_stack_first(thread);
}

void link_stack_disown(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        for (struct xpc_record *r = link_stack_first(thread_at(i)); r < link_stack_end(thread_at(i)); r++)
            if (r->satp == process->satp)
                r->flags &= ~(uint64_t)XPC_FLAGS_VALID;
}

bool link_stack_names(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        for (struct xpc_record *r = link_stack_first(thread_at(i)); r < link_stack_end(thread_at(i)); r++)
            if ((r->flags & XPC_FLAGS_VALID) != 0 && r->satp == process->satp)
                return true;
    return false;
}

bool link_stack_runs_as(uint64_t xcallcap)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        if (thread_lives(thread_at(i)) && thread_at(i)->xpc.xcallcap == xcallcap)
            return true;
        for (struct xpc_record *r = link_stack_first(thread_at(i)); r < link_stack_end(thread_at(i)); r++)
            if ((r->flags & XPC_FLAGS_VALID) != 0 && r->xcallcap == xcallcap)
                return true;
    }
    return false;
}

bool link_stack_record_lives(const struct xpc_record *record)
{
    return (record->flags & XPC_FLAGS_VALID) != 0 && runtime_of(record->xcallcap)->process->state == PROCESS_ALIVE;
}

bool link_stack_caller_lives(const struct thread *thread)
{
    return thread->xpc.link > thread->xpc.link_base && link_stack_record_lives(top_of(thread) - 1);
}

// What xret does, without its check of the segment.
static void go_back(struct thread *thread, const struct xpc_record *record, bool with_segment, int64_t error)
{
    struct xpc_state *xpc = &thread->xpc;
    xpc->satp = record->satp;
    xpc->xcallcap = record->xcallcap;
    xpc->xseglist = record->xseglist;
    xpc->seg_va = with_segment ? record->segva : 0;
    xpc->seg_pa = with_segment ? record->segpa : 0;
    xpc->seg_len = with_segment ? record->seglen : 0;
    xpc->mask_base = with_segment ? record->maskbase : 0;
    xpc->mask_len = with_segment ? record->masklen : 0;
    thread->registers[REG_PC] = record->pc;
    thread->registers[REG_A0] = (uint64_t)error;
    thread->registers[REG_A1] = 0;
}

// The record, below `record`, of the nearest caller that is still there; null if there is none.
static const struct xpc_record *nearest(const struct thread *thread, const struct xpc_record *record)
{
    while (record > link_stack_first(thread))
        if (link_stack_record_lives(--record))
            return record;
    return 0;
}

void link_stack_unwind(struct thread *thread, int64_t error)
{
    link_stack_unwind_to(thread, nearest(thread, top_of(thread)), error);
}

bool link_stack_give_up_stripped(struct thread *thread, uint64_t address)
{
    if (address - thread->stripped.va >= thread->stripped.length || thread->xpc.link <= thread->stripped.record)
        return false;
    const struct xpc_record *lender = physical_to_kernel(thread->stripped.record), *target = nearest(thread, lender + 1);
    thread->stripped.length = 0;
    contexts_leave(thread, target);
    link_stack_unwind_to(thread, target, -E_REVOKED);
    return true;
}

void link_stack_unwind_to(struct thread *thread, const struct xpc_record *target, int64_t error)
{
    const struct xpc_record *end = top_of(thread), *dropped = target != 0 ? target + 1 : link_stack_first(thread);
    scheduler_remove(thread);
    endpoint_leave(thread);
    bool with_segment = target != 0 && segment_give_back(target, thread); // first, so that entries of lists in which it lies are free for what is dropped
    struct xpc_state had = thread->xpc;
    thread->xpc.link = target != 0 ? kernel_to_physical(target) : thread->xpc.link_base;
    if (target != 0) {
        go_back(thread, target, with_segment, error);
        scheduler_ready(thread);
    } else {
        notification_unbind(thread);
        thread_set_state(thread, THREAD_ENDED);
    }
    segment_settle(had.seg_pa, had.seg_len & XPC_SEG_LENGTH);
    for (const struct xpc_record *r = dropped; r < end; r++)
        segment_drop_record(r);
}
