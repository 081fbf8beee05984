// SPDX-License-Identifier: Apache-2.0
#include "context_wait.h"
#include "hart.h"
#include "link_stack.h"
#include "memory_map.h"
#include "process.h"
#include "scheduler.h"
#include "timer.h"
#include "xentry.h"

static bool some_wait;

static uint64_t word_of(const struct process *process, uint64_t address)
{
    uint64_t at = address != 0 ? vm_translate(process->root, address, PTE_R) : 0;
    return at != 0 ? __atomic_load_n((uint64_t *)physical_to_kernel(at), __ATOMIC_ACQUIRE) : 0;
}

// Contexts that were left behind are idle, too: the next call collects them.
static bool seems_idle(const struct process *process, uint64_t id)
{
    return (word_of(process, xentry_contexts(id).idle) | word_of(process, process->contexts.left)) != 0;
}

// How many calls through x-entry `id` the thread is in.
static uint64_t calls_in(const struct thread *thread, uint64_t id)
{
    uint64_t calls = 0;
    for (const struct xpc_record *r = link_stack_first(thread); r < link_stack_end(thread); r++)
        calls += r->id == id;
    return calls;
}

// Whether some call that has a context of x-entry `id` may return: its thread is none of those that wait.
static bool may_become_idle(uint64_t id, const bool *waits)
{
    uint64_t used = 0;
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        uint64_t calls = calls_in(thread_at(i), id);
        if (calls != 0 && !waits[i])
            return true;
        used += calls;
    }
    return used < xentry_contexts(id).count;
}

// Whether `thread`, if it waits for x-entry `id`, waits for itself. Those who wait are taken for stuck until one is found that need not be, and so on.
// Every thread's state must be in memory.
static bool deadlocks(const struct thread *thread, uint64_t id)
{
    bool waits[THREAD_COUNT], found = true;
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        waits[i] = thread_at(i) == thread || thread_state(thread_at(i)) == THREAD_QUEUED;
    while (found) {
        found = false;
        for (unsigned i = 0; i < THREAD_COUNT; i++)
            if (waits[i] && may_become_idle(thread_at(i) == thread ? id : thread_at(i)->wait_for_entry, waits)) {
                waits[i] = false;
                found = true;
            }
    }
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_at(i) == thread)
            return waits[i];
    return false;
}

int64_t context_wait(struct thread *thread, uint64_t id, uint64_t ticks)
{
    const struct process *owner = xentry_owner(id);
    if (owner == 0 || !runtime_has(runtime_of(thread->xpc.xcallcap), id, RIGHT_CALL))
        return -E_RIGHT;
    if (xentry_contexts(id).idle == 0)
        return -E_BUSY;
    if (seems_idle(owner, id))
        return 0;
    hart_stop_all();
    if (deadlocks(thread, id))
        return -E_DEADLOCK;
    uint64_t now = timer_now();
    thread->wake_at = ticks > UINT64_MAX - now ? UINT64_MAX : now + ticks;
    thread->wait_for_entry = id;
    thread_set_state(thread, THREAD_QUEUED);
    some_wait = true;
    return 0;
}

void context_wait_check(void)
{
    if (!some_wait)
        return;
    some_wait = false;
    uint64_t now = timer_now();
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        struct thread *thread = thread_at(i);
        if (thread_state(thread) != THREAD_QUEUED)
            continue;
        const struct process *owner = xentry_owner(thread->wait_for_entry);
        bool over = owner == 0 || seems_idle(owner, thread->wait_for_entry); // gone: the call itself says so
        if (over || thread->wake_at <= now) {
            thread_result(thread, over ? 0 : -E_TIMEOUT);
            scheduler_ready(thread);
        } else {
            some_wait = true;
        }
    }
}
