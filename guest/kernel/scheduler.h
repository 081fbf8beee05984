// SPDX-License-Identifier: Apache-2.0
// Round robin among the ready threads of the highest priority, preempted by the timer.
#ifndef SCHEDULER_H
#define SCHEDULER_H

#include "hart.h"
#include "abi.h"
#include "thread.h"

// Makes a thread ready: last of its priority. Wakes an idle hart.
void scheduler_ready(struct thread *thread);
// Takes it out of the ready queue, if it is there.
void scheduler_remove(struct thread *thread);

// Which priorities have ready threads, 64 to a word. The words are in descending order, so that the usual ones share a line with what says which
// words are not zero.
enum { READY_WORD_BITS = 64, READY_WORDS = (PRIORITY_MAX + 1) / READY_WORD_BITS };
struct ready {
    uint64_t words; // bit w: priorities from 64 w up
    uint64_t bits[READY_WORDS];
};

// The number of the highest bit that is set; there is one.
static inline uint64_t highest_bit(uint64_t word)
{
    uint64_t bit = 0;
    for (unsigned step = READY_WORD_BITS / 2; step > 0; step /= 2)
        if (word >> step != 0) {
            word >>= step;
            bit += step;
        }
    return bit;
}

// There is one.
static inline uint64_t ready_highest(const struct ready *ready)
{
    uint64_t word = highest_bit(ready->words);
    return word * READY_WORD_BITS + highest_bit(ready->bits[READY_WORDS - 1 - word]);
}

static inline bool ready_above(const struct ready *ready, uint64_t priority)
{
    return ready->words != 0 && ready_highest(ready) > priority;
}

// Of threads that are not pinned to a hart. With one hart none ever is.
extern struct ready scheduler_ready_anywhere;
// Whether a thread of a higher priority is ready for this hart.
bool scheduler_above(uint64_t priority);
static inline bool scheduler_may_run_here(const struct thread *thread)
{
    return thread->pinned == 0 || thread->pinned == this_hart();
}
// From now on the thread runs on that hart alone; null = on any.
void scheduler_pin(struct thread *thread, struct hart *hart);
// A thread that may run and is in no queue, at most one in a system call: it shall run next here if nobody more important is ready.
void scheduler_offer(struct thread *thread);
// Runs who was offered, or continues `thread` if it still runs, unless somebody more important is ready. Never returns; releases the kernel lock.
__attribute__((noreturn)) void scheduler_leave(struct thread *thread);
// Chooses another. Never returns.
__attribute__((noreturn)) void scheduler_next(void);
// At the end of a time slice: the running thread goes behind its equals.
void scheduler_slice_over(void);
// Runs `thread` on this hart at once. Never returns.
__attribute__((noreturn)) void scheduler_run(struct thread *thread);

#endif
