// SPDX-License-Identifier: Apache-2.0
#include "thread.h"
#include "endpoint.h"
#include "hart.h"
#include "layout.h"
#include "link_stack.h"
#include "notification.h"
#include "page.h"
#include "process.h"
#include "scheduler.h"
#include "segment.h"
#include "string.h"
#include "xentry.h"
#include "xxpc.h"

_Static_assert(__builtin_offsetof(struct thread, registers) == THREAD_REGISTERS, "trap_entry.S");
_Static_assert(__builtin_offsetof(struct thread, status) == THREAD_STATUS, "trap_entry.S");
_Static_assert(__builtin_offsetof(struct thread, cause) == THREAD_CAUSE, "trap_entry.S");
_Static_assert(__builtin_offsetof(struct thread, trap_pc) == THREAD_TRAP_PC, "trap_entry.S");
_Static_assert(__builtin_offsetof(struct thread, hart) == THREAD_HART, "trap_entry.S");
_Static_assert(__builtin_offsetof(struct hart, current) == HART_CURRENT, "trap_entry.S");
_Static_assert(__builtin_offsetof(struct hart, stack) == HART_STACK, "trap_entry.S");

struct thread *thread_at(unsigned index)
{
    return layout_thread(index);
}

struct thread *thread_create(struct process *process, uint64_t pc, uint64_t sp, uint64_t argument, uint64_t priority)
{
    struct thread *thread = 0;
    for (unsigned i = 0; i < THREAD_COUNT && thread == 0; i++)
        if (thread_state(thread_at(i)) == THREAD_FREE)
            thread = thread_at(i);
    struct runtime *runtime = thread != 0 ? runtime_create(process) : 0;
    uint64_t links = runtime != 0 ? page_alloc(0) : 0;
    if (links == 0) {
        if (runtime != 0)
            runtime_destroy(runtime);
        return 0;
    }
    memset(thread, 0, sizeof *thread);
    thread_set_state(thread, THREAD_PASSIVE);
    thread->registers[REG_PC] = pc;
    thread->registers[REG_SP] = sp;
    thread->registers[REG_A0] = argument;
    thread->status = STATUS_SPIE;
    thread->hart = this_hart();
    thread->priority = priority;
    thread->process = process;
    thread->runtime = runtime;
    thread->reply.capability = capability_of_reply(thread, REPLY_MASTER | REPLY_MAY_GRANT);
    thread->node.capability = process->node;
    thread->space.capability = process->space;
    thread->xpc = (struct xpc_state){
        .satp = process->satp,
        .xcallcap = runtime->xcallcap,
        .xseglist = process->xseglist,
        .link = links,
        .link_base = links,
        .link_limit = links + PAGE_SIZE,
    };
    return thread;
}

void thread_end(struct thread *thread)
{
    scheduler_remove(thread);
    endpoint_leave(thread);
    notification_unbind(thread);
    hart_stop_all();
    segment_drop_active(thread);
    thread_set_state(thread, THREAD_ENDED);
    thread_free_ended(thread->process);
}

// No engine cache may keep a line for the table (docs/xxpc.md, 6); who gets the table next runs first on a hart that has had the lock since.
static void give_back(struct thread *thread)
{
    hart_flush_all(FLUSH_ENGINE);
    runtime_destroy(thread->runtime);
    page_free(thread->xpc.link_base, 0);
    thread_set_state(thread, THREAD_FREE);
}

void thread_free_ended(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        struct thread *thread = thread_at(i);
        if (thread_state(thread) == THREAD_ENDED && thread->process == process && !xentry_runs_as(thread->runtime) &&
            !link_stack_runs_as(thread->runtime->xcallcap))
            give_back(thread);
    }
}

unsigned thread_number(const struct thread *thread)
{
    return layout_thread_number(thread) + 1;
}

struct thread *thread_find(const struct process *process, uint64_t number)
{
    struct thread *thread = number >= 1 && number <= THREAD_COUNT ? thread_at((unsigned)number - 1) : 0;
    return thread != 0 && thread_state(thread) != THREAD_FREE && thread->process == process ? thread : 0;
}

struct process *thread_runs_in(const struct thread *thread)
{
    return runtime_of(thread->xpc.xcallcap)->process;
}

struct capability thread_node(const struct thread *thread)
{
    return thread_runs_in(thread)->node;
}

void thread_result(struct thread *thread, int64_t a0)
{
    thread->registers[REG_A0] = (uint64_t)a0;
}
