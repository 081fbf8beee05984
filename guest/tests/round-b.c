// SPDX-License-Identifier: Apache-2.0
// B of the round trip (round.h).
#include "round.h"

static int64_t go(void)
{
    uint64_t *part = relay_address();
    if (relay_size() != ROUND_PART)
        return -ROUND_NOT_SO - 3;
    part[0]++;
    if (!round_swap())
        return -ROUND_NOT_SO - 4;
    struct xpc_result result = xpc_call(round_peer, ROUND_GO, 0);
    bool same = relay_address() == round_segment && relay_size() == ROUND_BYTES;
    return !round_swap() || !same ? -ROUND_NOT_SO - 5 : result.status != 0 ? result.status : (int64_t)result.value;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    if (operation == ROUND_MEET)
        round_peer = (int64_t)round_ask(DESK_PEER, ROUND_C);
    return operation == ROUND_GO ? (uint64_t)go() : operation == ROUND_CHECK ? (uint64_t)round_check() : 0;
}

int main(void)
{
    round_begin(ROUND_B, called);
    for (;;)
        sleep_ticks(1ul << 40);
}
