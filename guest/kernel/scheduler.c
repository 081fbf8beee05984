// SPDX-License-Identifier: Apache-2.0
#include "scheduler.h"
#include "hart.h"
#include "process.h"
#include "timer.h"
#include "vm.h"

static struct {
    struct thread *first, *last;
} queues[PRIORITY_MAX + 1];
static uint64_t occupied; // bit p: queues[p] is not empty

void scheduler_ready(struct thread *thread)
{
    uint64_t priority = thread->priority;
    thread->state = THREAD_READY;
    thread->next = 0;
    if (queues[priority].first == 0)
        queues[priority].first = thread;
    else
        queues[priority].last->next = thread;
    queues[priority].last = thread;
    occupied |= 1ul << priority;
    for (unsigned i = 0; i < BOARD_MAX_HARTS; i++)
        if (harts[i].idle && &harts[i] != this_hart()) {
            harts[i].idle = false;
            hart_interrupt(&harts[i]);
            return;
        }
}

void scheduler_remove(struct thread *thread)
{
    uint64_t priority = thread->priority;
    if (thread->state != THREAD_READY)
        return;
    struct thread *before = 0;
    for (struct thread *t = queues[priority].first; t != thread; t = t->next)
        before = t;
    if (before == 0)
        queues[priority].first = thread->next;
    else
        before->next = thread->next;
    if (queues[priority].last == thread)
        queues[priority].last = before;
    if (queues[priority].first == 0)
        occupied &= ~(1ul << priority);
}

bool scheduler_above(uint64_t priority)
{
    return occupied >> priority > 1;
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
    csr_clear(sstatus, STATUS_SPP);
    csr_set(sstatus, STATUS_SPIE);
    kernel_unlock();
    thread_resume(thread);
}

void scheduler_next(void)
{
    struct hart *hart = this_hart();
    while (occupied == 0) {
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
    struct thread *thread = queues[63 - __builtin_clzl(occupied)].first;
    scheduler_remove(thread);
    scheduler_run(thread);
}

void scheduler_leave(struct thread *thread)
{
    if (thread->state != THREAD_RUNNING || thread->hart != this_hart())
        scheduler_next();
    if (scheduler_above(thread->priority)) {
        scheduler_ready(thread);
        scheduler_next();
    }
    scheduler_run(thread);
}

void scheduler_slice_over(void)
{
    struct thread *thread = this_hart()->current;
    if (thread != 0 && thread->state == THREAD_RUNNING && occupied >> thread->priority != 0)
        scheduler_ready(thread);
}
