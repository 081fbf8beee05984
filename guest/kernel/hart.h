// SPDX-License-Identifier: Apache-2.0
// What each hart keeps, and the one lock of the kernel. In the kernel tp points to the hart; interrupts are off.
#ifndef HART_H
#define HART_H

#include "memory_map.h"
#include <stdbool.h>
#include <stdint.h>

struct thread;

struct hart { // one line of the cache
    uint64_t stack;         // the first members: trap_entry.S
    struct thread *current; // whose user state is in this hart's CSRs; null = nobody's
    uint64_t id;
    uint64_t priority;      // of whom it ran last, or runs
    struct thread *offered; // scheduler_offer; null = nobody
    bool tagged;            // vm_has_asids
    bool online, idle;
    bool stop_asked;       // another hart waits until this one has no current thread
    uint8_t owed;          // enum flush: what it does when it next gets the lock
} __attribute__((aligned(64)));

extern struct hart harts[BOARD_MAX_HARTS];
extern uint64_t hart_timebase; // ticks of `time` per second
extern uint64_t hart_count;
extern bool machine_has_xpc;

static inline struct hart *this_hart(void)
{
    struct hart *hart;
    __asm__("mv %0, tp" : "=r"(hart));
    return hart;
}

void hart_init(uint64_t id);
// Again when machine and layout are known: this hart's trap vector and stack that suit them.
void hart_settle(struct hart *hart);
// Starts every other hart of the mask.
void hart_start_others(uint64_t mask);
void hart_interrupt(struct hart *hart);

// The kernel lock. A hart that waits for it answers requests to stop, so a holder may wait for that.
void kernel_lock(void);
void kernel_unlock(void);

// The state of the thread that this hart last ran goes to memory; whoever runs next is loaded from there.
void hart_leave_current(void);
// Every thread's state is in memory, and no hart runs user code, until this one unlocks: harts that do are interrupted. The lock must be held.
void hart_stop_all(void);
// This hart's part of it, if asked.
void hart_stop_answer(void);

enum flush { FLUSH_ENGINE = 1 /* the engine cache */, FLUSH_TRANSLATIONS = 2 /* the TLB */ };
// Every hart drops what `flushes` says before it runs user code again; one that runs user code now goes on with what it has, so what must hold
// at once needs hart_stop_all before.
void hart_flush_all(unsigned flushes);

// Since boot; hart_stop_all and hart_flush_all alone count.
struct hart_counters {
    uint64_t stops;              // calls of hart_stop_all
    uint64_t interrupts;         // harts that were interrupted for it
    uint64_t engine_flushes, translation_flushes; // calls of hart_flush_all, by what they drop
};
extern struct hart_counters hart_counters;

#endif
