// SPDX-License-Identifier: Apache-2.0
// C of the round trip (round.h).
#include "round.h"

static int64_t go(void)
{
    if (relay_size() != ROUND_BYTES || !round_swap())
        return -ROUND_NOT_SO - 6;
    round_segment[0]++;
    return round_swap() ? 0 : -ROUND_NOT_SO - 7;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    return operation == ROUND_GO ? (uint64_t)go() : operation == ROUND_CHECK ? (uint64_t)round_check() : 0;
}

int main(void)
{
    round_begin(ROUND_C, called);
    for (;;)
        sleep_ticks(1ul << 40);
}
