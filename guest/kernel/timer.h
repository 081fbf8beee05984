// SPDX-License-Identifier: Apache-2.0
#ifndef TIMER_H
#define TIMER_H

#include <stdint.h>

#define TICKS_PER_SECOND 100 // time slices

uint64_t timer_now(void);
void timer_start(void);
// The timer's interrupt: wakes sleepers, ends the time slice, asks for the next.
void timer_tick(void);

#endif
