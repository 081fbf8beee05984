// SPDX-License-Identifier: Apache-2.0
// Round robin among the ready threads of the highest priority, preempted by the timer.
#ifndef SCHEDULER_H
#define SCHEDULER_H

#include "hart.h"
#include "thread.h"

// Makes a thread ready: last of its priority. Wakes an idle hart.
void scheduler_ready(struct thread *thread);
// Takes it out of the ready queue, if it is there.
void scheduler_remove(struct thread *thread);
// Bit p: a thread of priority p is ready that is not pinned to a hart. With one hart none ever is.
extern uint64_t scheduler_occupied;
// Whether a thread of a higher priority is ready for this hart.
bool scheduler_above(uint64_t priority);
static inline bool scheduler_may_run_here(const struct thread *thread)
{
    return thread->pinned == 0 || thread->pinned == this_hart();
}
// From now on the thread runs on that hart alone; null = on any.
void scheduler_pin(struct thread *thread, struct hart *hart);
// Continues `thread` if it still runs and nobody more important is ready, else the best ready one. Never returns; releases the kernel lock.
__attribute__((noreturn)) void scheduler_leave(struct thread *thread);
// Chooses another. Never returns.
__attribute__((noreturn)) void scheduler_next(void);
// At the end of a time slice: the running thread goes behind its equals.
void scheduler_slice_over(void);
// Runs `thread` on this hart at once. Never returns.
__attribute__((noreturn)) void scheduler_run(struct thread *thread);

#endif
