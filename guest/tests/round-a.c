// SPDX-License-Identifier: Apache-2.0
// A of the round trip (round.h): by its own thread, or when it is called.
#include "round.h"

static int64_t go(void)
{
    if (!round_swap())
        return -ROUND_NOT_SO;
    round_segment[0] = 1;
    relay_narrow(round_segment, ROUND_PART);
    struct xpc_result result = xpc_call(round_peer, ROUND_GO, 0);
    bool same = relay_address() == round_segment && relay_size() == ROUND_BYTES && round_segment[511] == ROUND_A;
    bool answered = result.status != 0 || (int64_t)result.value != 0 || round_segment[0] == 2;
    return !same || !round_swap() || !answered ? -ROUND_NOT_SO - 2 : result.status != 0 ? result.status : (int64_t)result.value;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    if (operation == ROUND_MEET)
        round_peer = (int64_t)round_ask(DESK_PEER, ROUND_B);
    return operation == ROUND_GO ? (uint64_t)go() : operation == ROUND_CHECK ? (uint64_t)round_check() : 0;
}

int main(void)
{
    round_begin(ROUND_A, called);
    for (;;)
        if (round_ask(DESK_TURN, 0) == 1)
            round_ask(DESK_DONE, (uint64_t)go());
        else
            yield();
}
