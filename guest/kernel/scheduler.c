// SPDX-License-Identifier: Apache-2.0
#include "scheduler.h"
#include "context_wait.h"
#include "hart.h"
#include "process.h"
#include "timer.h"
#include "vm.h"

struct queue {
    struct thread *first, *last;
};

// Threads that may run anywhere, and for each hart those that are pinned to it.
static struct queue anywhere[PRIORITY_MAX + 1], own[BOARD_MAX_HARTS][PRIORITY_MAX + 1];
struct ready scheduler_ready_anywhere;
static struct ready ready_own[BOARD_MAX_HARTS];

static struct queue *queue_of(const struct thread *thread, struct ready **ready)
{
    const struct hart *hart = thread->pinned;
    *ready = hart != 0 ? &ready_own[hart->id] : &scheduler_ready_anywhere;
    return (hart != 0 ? own[hart->id] : anywhere) + thread->priority;
}

static void ready_set(struct ready *ready, uint64_t priority)
{
    uint64_t word = priority / READY_WORD_BITS;
    ready->words |= 1ul << word;
    ready->bits[READY_WORDS - 1 - word] |= 1ul << priority % READY_WORD_BITS;
}

static void ready_clear(struct ready *ready, uint64_t priority)
{
    uint64_t word = priority / READY_WORD_BITS, *bits = &ready->bits[READY_WORDS - 1 - word];
    *bits &= ~(1ul << priority % READY_WORD_BITS);
    if (*bits == 0)
        ready->words &= ~(1ul << word);
}

// Some hart that should look for work now that the thread is ready: an idle one, or the one it must run on if that runs somebody less important.
static void wake(const struct thread *thread)
{
    struct hart *pinned = thread->pinned;
    for (struct hart *hart = harts; hart < harts + BOARD_MAX_HARTS; hart++) {
        bool may = pinned == 0 || pinned == hart;
        if (hart == this_hart() || !may || !(hart->idle || (pinned == hart && hart->online && hart->priority < thread->priority)))
            continue;
        hart->idle = false;
        hart_interrupt(hart);
        return;
    }
}

void scheduler_ready(struct thread *thread)
{
    struct ready *ready;
    struct queue *queue = queue_of(thread, &ready);
    thread_set_state(thread, THREAD_READY);
    thread->ready_next = 0;
    thread->ready_previous = queue->last;
    if (queue->first == 0) {
        queue->first = thread;
        ready_set(ready, thread->priority);
    } else {
        queue->last->ready_next = thread;
    }
    queue->last = thread;
    if (hart_count > 1)
        wake(thread);
}

void scheduler_remove(struct thread *thread)
{
    if (thread_state(thread) != THREAD_READY)
        return;
    struct ready *ready;
    struct queue *queue = queue_of(thread, &ready);
    struct thread *next = thread->ready_next, *previous = thread->ready_previous;
    if (previous != 0)
        previous->ready_next = next;
    else
        queue->first = next;
    if (next != 0)
        next->ready_previous = previous;
    else
        queue->last = previous;
    if (queue->first == 0)
        ready_clear(ready, thread->priority);
}

bool scheduler_above(uint64_t priority)
{
    return ready_above(&scheduler_ready_anywhere, priority) || ready_above(&ready_own[this_hart()->id], priority);
}

// The one that runs next on this hart; null = none is ready.
static struct thread *most_important(void)
{
    const struct ready *mine = &ready_own[this_hart()->id];
    if (mine->words == 0 && scheduler_ready_anywhere.words == 0)
        return 0;
    if (mine->words == 0 || (scheduler_ready_anywhere.words != 0 && ready_highest(&scheduler_ready_anywhere) > ready_highest(mine)))
        return anywhere[ready_highest(&scheduler_ready_anywhere)].first;
    return own[this_hart()->id][ready_highest(mine)].first;
}

void scheduler_pin(struct thread *thread, struct hart *hart)
{
    thread->pinned = hart_count > 1 ? hart : 0;
}

void scheduler_run(struct thread *thread)
{
    struct hart *hart = this_hart();
    if (hart->current != thread) {
        hart_leave_current();
        xpc_state_load(thread);
        hart->current = thread;
    }
    thread_set_state(thread, THREAD_RUNNING);
    thread->hart = hart;
    hart->priority = thread->priority;
    kernel_unlock();
    thread_resume(thread);
}

void scheduler_next(void)
{
    struct hart *hart = this_hart();
    struct thread *thread;
    context_wait_check();
    while ((thread = most_important()) == 0) {
        hart_leave_current();
        csr_write(satp, vm_kernel_satp());
        hart->idle = true;
        kernel_unlock();
        wait_for_interrupt();
        kernel_lock();
        hart->idle = false;
        if ((csr_read(sip) & INTERRUPT_BIT(INTERRUPT_SSOFT)) != 0)
            process_soft_interrupt();
        if ((csr_read(sip) & INTERRUPT_BIT(INTERRUPT_STIMER)) != 0)
            timer_tick();
    }
    scheduler_remove(thread);
    scheduler_run(thread);
}

void scheduler_offer(struct thread *thread)
{
    thread_set_waiting(thread, 0, THREAD_RUNNING);
    thread->hart = this_hart();
    this_hart()->offered = thread;
}

void scheduler_leave(struct thread *thread)
{
    struct hart *hart = this_hart();
    bool goes_on = thread_state(thread) == THREAD_RUNNING && thread->hart == hart;
    struct thread *next = hart->offered != 0 ? hart->offered : goes_on ? thread : 0;
    hart->offered = 0;
    if (next == 0)
        scheduler_next();
    if (goes_on && next != thread)
        scheduler_ready(thread);
    // A thread that was blocked by one of no higher priority meets nobody in the queues that is above it.
    bool may_be_below = goes_on || next->priority < thread->priority;
    if ((may_be_below && scheduler_above(next->priority)) || !scheduler_may_run_here(next)) {
        scheduler_ready(next);
        scheduler_next();
    }
    scheduler_run(next);
}

void scheduler_slice_over(void)
{
    struct thread *thread = this_hart()->current;
    if (thread != 0 && thread_state(thread) == THREAD_RUNNING && (thread->priority == 0 || scheduler_above(thread->priority - 1)))
        scheduler_ready(thread);
}
