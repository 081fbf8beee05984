// SPDX-License-Identifier: Apache-2.0
#include "scheduler.h"
#include "hart.h"
#include "process.h"
#include "timer.h"
#include "vm.h"

struct queue {
    struct thread *first, *last;
};

// Threads that may run anywhere, and for each hart those that are pinned to it.
static struct queue shared[PRIORITY_MAX + 1], own[BOARD_MAX_HARTS][PRIORITY_MAX + 1];
uint64_t scheduler_occupied;                  // bit p: shared[p] is not empty
static uint64_t own_occupied[BOARD_MAX_HARTS]; // the same of own

static struct queue *queue_of(const struct thread *thread, uint64_t **occupied)
{
    const struct hart *hart = thread->pinned;
    *occupied = hart != 0 ? &own_occupied[hart->id] : &scheduler_occupied;
    return (hart != 0 ? own[hart->id] : shared) + thread->priority;
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
    uint64_t *occupied;
    struct queue *queue = queue_of(thread, &occupied);
    thread->state = THREAD_READY;
    thread->next = 0;
    if (queue->first == 0)
        queue->first = thread;
    else
        queue->last->next = thread;
    queue->last = thread;
    *occupied |= 1ul << thread->priority;
    if (hart_count > 1)
        wake(thread);
}

void scheduler_remove(struct thread *thread)
{
    if (thread->state != THREAD_READY)
        return;
    uint64_t *occupied;
    struct queue *queue = queue_of(thread, &occupied);
    struct thread *before = 0;
    for (struct thread *t = queue->first; t != thread; t = t->next)
        before = t;
    if (before == 0)
        queue->first = thread->next;
    else
        before->next = thread->next;
    if (queue->last == thread)
        queue->last = before;
    if (queue->first == 0)
        *occupied &= ~(1ul << thread->priority);
}

static uint64_t occupied_here(void)
{
    return scheduler_occupied | own_occupied[this_hart()->id];
}

bool scheduler_above(uint64_t priority)
{
    return occupied_here() >> priority > 1;
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
    thread->state = THREAD_RUNNING;
    thread->hart = hart;
    hart->priority = thread->priority;
    kernel_unlock();
    thread_resume(thread);
}

void scheduler_next(void)
{
    struct hart *hart = this_hart();
    while (occupied_here() == 0) {
        hart_leave_current();
        csr_write(satp, vm_kernel_satp());
        hart->idle = true;
        kernel_unlock();
        wait_for_interrupt();
        kernel_lock();
        hart->idle = false;
        hart_flush_answer();
        csr_clear(sip, INTERRUPT_BIT(INTERRUPT_SSOFT));
        if ((csr_read(sip) & INTERRUPT_BIT(INTERRUPT_STIMER)) != 0)
            timer_tick();
    }
    uint64_t priority = 63 - (uint64_t)__builtin_clzl(occupied_here()), bit = 1ul << priority;
    struct thread *thread = (own_occupied[hart->id] & bit) != 0 ? own[hart->id][priority].first : shared[priority].first;
    scheduler_remove(thread);
    scheduler_run(thread);
}

void scheduler_leave(struct thread *thread)
{
    if (thread->state != THREAD_RUNNING || thread->hart != this_hart())
        scheduler_next();
    if (scheduler_above(thread->priority) || !scheduler_may_run_here(thread)) {
        scheduler_ready(thread);
        scheduler_next();
    }
    scheduler_run(thread);
}

void scheduler_slice_over(void)
{
    struct thread *thread = this_hart()->current;
    if (thread != 0 && thread->state == THREAD_RUNNING && occupied_here() >> thread->priority != 0)
        scheduler_ready(thread);
}
