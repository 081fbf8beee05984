// SPDX-License-Identifier: Apache-2.0
#include "timer.h"
#include "hart.h"
#include "sbi_call.h"
#include "scheduler.h"

uint64_t timer_now(void)
{
    return csr_read(time);
}

void timer_start(void)
{
    sbi_call(SBI_TIME, 0, timer_now() + hart_timebase / TICKS_PER_SECOND, 0, 0);
}

void timer_tick(void)
{
    timer_start();
    uint64_t now = timer_now();
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (threads[i].state == THREAD_SLEEPING && threads[i].wake_at <= now) {
            thread_result(&threads[i], 0);
            scheduler_ready(&threads[i]);
        }
    scheduler_slice_over();
}
