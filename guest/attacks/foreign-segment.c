// SPDX-License-Identifier: Apache-2.0
// One thread has a segment active; another of the same process reads at its address: a page fault, which ends the process.
#include "xpc.h"

static volatile uint64_t *segment;

static void other(void *unused)
{
    (void)unused;
    exit(segment[0] == 0x5ec2e7 ? 1 : 2); // not reached
}

int main(void)
{
    int64_t index = alloc_relay_mem(64, (void **)&segment);
    if (index < 0 || relay_swap(index) != 0)
        return 3;
    segment[0] = 0x5ec2e7;
    if (thread_start(other, 0, PRIORITY_DEFAULT) < 0)
        return 4;
    for (;;)
        yield();
}
