// SPDX-License-Identifier: Apache-2.0
#include "deadline.h"
#include "contexts.h"
#include "hart.h"
#include "link_stack.h"
#include "memory_map.h"
#include "process.h"
#include "timer.h"

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
    if (called && contexts_in_trampoline(thread) && record->software[PATIENCE]-- > 0)
        return;
    record->software[DEADLINE] = 0;
    if (called) {
        contexts_leave(thread, record);
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
