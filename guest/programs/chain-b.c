// SPDX-License-Identifier: Apache-2.0
// B of the chain: appends to A's message and hands only its own part on to C, which cannot see A's.
#include "chain.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

static const char text[] = " from B.";
static int64_t c;

static uint64_t called(uint64_t operation, uint64_t size, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    if (operation == XPC_NEGOTIATE) { // what comes in, our own part, and what C makes of it
        int64_t further = xpc_negotiate(c, strlen(text));
        return further < 0 ? (uint64_t)further : size + (uint64_t)further;
    }
    struct chain_header *message = relay_address();
    if (operation != CHAIN_MESSAGE || message == NULL || relay_size() < sizeof *message)
        return (uint64_t)-E_ARGUMENT;
    uint64_t before = message->used;
    int64_t after = relay_append(before, text, strlen(text));
    if (after < 0)
        return (uint64_t)after;
    message->used = (uint64_t)after;
    uint8_t *part = (uint8_t *)message + before;
    printf("chain: B has %lu B at %p, hands %lu B at %p on\n", relay_size(), (void *)message, (uint64_t)after - before, (void *)part);
    relay_narrow(part, (uint64_t)after - before);
    struct xpc_result result = xpc_call(c, CHAIN_MESSAGE, 0);
    return result.status < 0 ? (uint64_t)result.status : result.value;
}

// Calls run with the rights of the x-entry's handler thread: this one, which looks C up.
int main(void)
{
    c = name_wait_entry("chain-c");
    name_register_entry("chain-b", xpc_register_entry(0, called, 2));
    for (;;)
        sleep_ticks(1ul << 40);
}
