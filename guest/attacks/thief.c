// SPDX-License-Identifier: Apache-2.0
// A server that keeps its caller's segment: it swaps the segment into its own list, into an empty entry or for one of its own, and returns. Its xret must not
// succeed.
#include "names.h"
#include "thief.h"

static int64_t other;

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    if (operation == THIEF_KEEP)
        relay_swap(other + 1);
    if (operation == THIEF_SWAP)
        relay_swap(other);
    return 0;
}

int main(void)
{
    other = alloc_relay_mem(4096, NULL);
    name_register_endpoint("thief", endpoint_create());
    name_register_entry("thief", xpc_register_entry(0, called, 1));
    for (;;)
        sleep_ticks(1ul << 40);
}
