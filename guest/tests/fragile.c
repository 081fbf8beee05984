// SPDX-License-Identifier: Apache-2.0
// A server that breaks (fragile.h). The endpoint of its name takes one message and ends without an answer.
#include "fragile.h"
#include "names.h"
#include "session.h"
#include "string.h"

enum { OPERATION_SHIFT = 32 };
static volatile bool lent;
static volatile int64_t lent_status;

static void lends(void *what)
{
    uint64_t id = (uint64_t)what & UINT32_MAX, operation = (uint64_t)what >> OPERATION_SHIFT;
    relay_swap(0);
    lent_status = xpc_call((int64_t)id, operation, 0).status;
    lent = true;
}

static void calls(void *id)
{
    xpc_call((int64_t)id, 1, 0);
}

static void hand_to_another_thread(uint64_t id, uint64_t operation)
{
    lent = false;
    relay_swap(0);
    thread_start(lends, (void *)(id | operation << OPERATION_SHIFT), PRIORITY_DEFAULT);
}

static void spin(void)
{
    for (;;)
        ;
}

static void touch(void)
{
    for (volatile uint64_t *word = relay_address();;)
        (*word)++;
}

static uint64_t pass_on(uint64_t id)
{
    while (relay_size() == 0) {
        yield();
        relay_swap(0);
    }
    return xpc_call((int64_t)id, 1, 0).value;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    switch (operation) {
    case FRAGILE_CRASH: return *(volatile uint64_t *)8 = 0;
    case FRAGILE_CALL: return xpc_call((int64_t)x, 1, 0).value;
    case FRAGILE_SPIN: spin(); return 0;
    case FRAGILE_LEND: hand_to_another_thread(x, 1); spin(); return 0;
    case FRAGILE_CHEAT:
        hand_to_another_thread((uint64_t)name_wait_entry(FRAGILE_GONE), x);
        while (!lent)
            yield();
        return 0;
    case FRAGILE_LENT: return lent ? (uint64_t)lent_status : 1;
    case FRAGILE_TOUCH: touch(); return 0;
    case FRAGILE_KEEP: relay_swap(0); spin(); return 0;
    case FRAGILE_PASS: return pass_on(x);
    case FRAGILE_WAIT: return (uint64_t)xpc_call_patient(FRAGILE_PATIENCE, (int64_t)x, 1, 0).status;
    case FRAGILE_OPEN: return (uint64_t)session_open(FRAGILE_PATIENCE, (int64_t)x);
    case FRAGILE_SEND: return (uint64_t)thread_start(calls, (void *)x, PRIORITY_DEFAULT);
    default: return identity(0);
    }
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
