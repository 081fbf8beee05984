// SPDX-License-Identifier: Apache-2.0
#include "timer.h"
#include "context_wait.h"
#include "deadline.h"
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
        if (thread_state(thread_at(i)) == THREAD_SLEEPING && thread_at(i)->wake_at <= now) {
            thread_result(thread_at(i), 0);
            scheduler_ready(thread_at(i));
        }
    context_wait_check();
    scheduler_slice_over();
    deadline_check();
}
