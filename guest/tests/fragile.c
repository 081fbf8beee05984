// SPDX-License-Identifier: Apache-2.0
// A server that breaks: operation FRAGILE_CRASH faults, FRAGILE_CALL calls the x-entry whose ID is x, FRAGILE_SPIN never returns, FRAGILE_LEND neither,
// and has another thread call the x-entry x with the segment that it was handed.
// The endpoint "fragile" takes one message and ends without an answer.
#include "fragile.h"
#include "names.h"
#include "string.h"

static void lends(void *id)
{
    relay_swap(0);
    xpc_call((int64_t)id, 1, 0);
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    if (operation == FRAGILE_CRASH)
        *(volatile uint64_t *)8 = 0;
    if (operation == FRAGILE_LEND) {
        relay_swap(0);
        thread_start(lends, (void *)x, PRIORITY_DEFAULT);
    }
    while (operation == FRAGILE_SPIN || operation == FRAGILE_LEND)
        ;
    return operation == FRAGILE_CALL ? xpc_call((int64_t)x, 1, 0).value : identity(0);
}

int main(void)
{
    if (strncmp(program->arguments, FRAGILE_CALLER, strlen(FRAGILE_CALLER)) == 0) {
        xpc_call(name_wait_entry(program->arguments + strlen(FRAGILE_CALLER)), 1, 0);
        return 3;
    }
    if (program->has_xpc) {
        int64_t id = xpc_register_entry(0, called, 4);
        name_register_entry(program->arguments, id);
    }
    int64_t endpoint = endpoint_create();
    name_register_endpoint(program->arguments, endpoint);
    ipc_receive(endpoint);
    return 5;
}
