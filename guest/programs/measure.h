// SPDX-License-Identifier: Apache-2.0
// For programs that measure. Results go to the console when everything is measured, one line each:
//     M NAME LABEL=VALUE .. cycles=N
// The lab reads them (class Measurement).
#ifndef MEASURE_H
#define MEASURE_H

#include "system.h"

enum { MEASURE_MOST = 256 };

// Repetitions that are not counted: caches, TLBs and predictors learn.
enum { MEASURE_WARM_UP = 16 };

static inline uint64_t cycles(void)
{
    uint64_t count;
    __asm__ volatile("rdcycle %0" : "=r"(count)::"memory");
    return count;
}

// Leaves nothing of ours in the L1 caches: sixteen times as much as an L1D of 16 KiB holds is read, and the L1I is emptied.
static inline void measure_make_cold(void)
{
    enum { SIZE = 256 << 10, LINE = 64 };
    static uint8_t other[SIZE];
    for (unsigned i = 0; i < SIZE; i += LINE)
        (void)*(volatile uint8_t *)&other[i];
    __asm__ volatile("fence.i" ::: "memory");
}

// The program's argument: repetitions, 1 to MEASURE_MOST; 32 if there is none.
static inline unsigned measure_repetitions(void)
{
    unsigned count = 0;
    for (const char *c = program->arguments; *c >= '0' && *c <= '9' && count <= MEASURE_MOST; c++)
        count = 10 * count + (unsigned)(*c - '0');
    return count == 0 ? 32 : count > MEASURE_MOST ? MEASURE_MOST : count;
}

#endif
