// SPDX-License-Identifier: Apache-2.0
#include "deadline.h"
#include "hart.h"
#include "link_stack.h"
#include "memory_map.h"
#include "process.h"
#include "timer.h"
#include "user_memory.h"

// Software words of a record.
enum {
    DEADLINE, // of `time`; 0 = none
    SETTER,   // xcallcap of who set it
    PATIENCE, // for how many ticks a trampoline may still go on
};
enum { PATIENCE_TICKS = 1 };

static bool armed;

int64_t deadline_set(struct thread *thread, uint64_t ticks)
{
    if (!machine_has_xpc)
        return -E_NO_XPC;
    hart_leave_current();
    if (thread->xpc.link >= thread->xpc.link_limit)
        return -E_MEMORY;
    struct xpc_record *record = physical_to_kernel(thread->xpc.link);
    uint64_t now = timer_now();
    record->software[DEADLINE] = ticks == 0 ? 0 : ticks > UINT64_MAX - now ? UINT64_MAX : now + ticks;
    record->software[SETTER] = thread->xpc.xcallcap;
    record->software[PATIENCE] = PATIENCE_TICKS;
    armed = armed || ticks != 0;
    return 0;
}

static bool is_due(const struct xpc_record *record, uint64_t now)
{
    return record->software[DEADLINE] != 0 && record->software[DEADLINE] <= now;
}

// Looks at words that only the kernel writes: no hart need stand for it. *later: some deadline lies ahead.
static bool some_due(uint64_t now, bool *later)
{
    bool due = false;
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        const struct thread *thread = thread_at(i);
        for (uint64_t at = thread->xpc.link_base; thread_lives(thread) && at < thread->xpc.link_limit; at += XPC_RECORD_SIZE) {
            const struct xpc_record *record = physical_to_kernel(at);
            due = due || is_due(record, now);
            *later = *later || record->software[DEADLINE] != 0;
        }
    }
    return due;
}

static void leave_behind(const struct process *process, uint64_t offset, uint64_t shift)
{
    const struct context_area *area = &process->contexts;
    uint64_t index = offset >> shift, word = process->state == PROCESS_ALIVE ? vm_translate(process->root, area->left, PTE_W) : 0;
    if (index < area->count && word != 0)
        __atomic_fetch_or((uint64_t *)physical_to_kernel(word), 1ul << index, __ATOMIC_RELEASE);
}

static bool is_in_trampoline(const struct thread *thread)
{
    const struct context_area *area = &thread_runs_in(thread)->contexts;
    uint64_t pc = thread->registers[REG_PC];
    return pc >= area->trampoline_start && pc < area->trampoline_end;
}

// Every call above `target` ends: the callee of each record but the last has called on from the stub that the next record returns to.
static void leave_contexts(const struct thread *thread, const struct xpc_record *target)
{
    const struct process *process = thread_runs_in(thread);
    if (!is_in_trampoline(thread))
        leave_behind(process, thread->registers[REG_TP] - process->contexts.contexts, process->contexts.context_shift);
    for (const struct xpc_record *r = target + 1; r < link_stack_end(thread); r++)
        if ((r->flags & XPC_FLAGS_VALID) != 0) {
            process = runtime_of(r->xcallcap)->process;
            leave_behind(process, r->pc - process->contexts.stubs, process->contexts.stub_shift);
        }
}

static void check(struct thread *thread, uint64_t now)
{
    struct xpc_record *end = physical_to_kernel(thread->xpc.link_limit);
    struct xpc_record *record = physical_to_kernel(thread->xpc.link_base);
    while (record < end && !is_due(record, now))
        record++;
    if (record == end)
        return;
    bool called = record < (struct xpc_record *)physical_to_kernel(thread->xpc.link) && (record->flags & XPC_FLAGS_VALID) != 0 &&
                  record->software[SETTER] == record->xcallcap && runtime_of(record->software[SETTER])->process->state == PROCESS_ALIVE;
    if (called && is_in_trampoline(thread) && record->software[PATIENCE]-- > 0)
        return;
    record->software[DEADLINE] = 0;
    if (called) {
        leave_contexts(thread, record);
        link_stack_unwind_to(thread, record, -E_TIMEOUT);
    }
}

void deadline_check(void)
{
    uint64_t now = timer_now();
    bool later = false;
    if (!armed)
        return;
    if (some_due(now, &later)) {
        hart_stop_all();
        for (unsigned i = 0; i < THREAD_COUNT; i++)
            if (thread_lives(thread_at(i)))
                check(thread_at(i), now);
        process_reap();
    }
    armed = later;
}

int64_t deadline_set_contexts(struct thread *thread, uint64_t address)
{
    struct context_area area;
    enum { SHIFT_MAX = 12, COUNT_MAX = 64 };
    if (!user_read(thread, &area, address, sizeof area))
        return -E_ADDRESS;
    if (area.stub_shift > SHIFT_MAX || area.context_shift > SHIFT_MAX || area.count > COUNT_MAX || area.left % sizeof(uint64_t) != 0)
        return -E_ARGUMENT;
    thread_runs_in(thread)->contexts = area;
    return 0;
}
