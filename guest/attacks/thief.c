// SPDX-License-Identifier: Apache-2.0
// A server that keeps its caller's segment: it swaps the segment into its own list and returns. Its xret must not succeed.
#include "names.h"

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return (uint64_t)relay_swap(0);
}

int main(void)
{
    name_register_entry("thief", xpc_register_entry(0, called, 1));
    for (;;)
        sleep_ticks(1ul << 40);
}
