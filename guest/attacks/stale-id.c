// SPDX-License-Identifier: Apache-2.0
// Calls by an ID, and by a slot, that named a service which has ended, after another service has got the ID: neither reaches anybody.
#include "child.h"
#include "names.h"

enum { CALLED = 42 };

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return CALLED;
}

static volatile int64_t stale;
static volatile bool reused, done;
static struct xpc_result result;

// With the rights that its maker had.
static void attack(void *unused)
{
    (void)unused;
    while (!reused)
        yield();
    result = xpc_call(stale, 1, 0);
    done = true;
}

int main(void)
{
    stale = xpc_register_entry(0, called, 1);
    if (thread_start(attack, NULL, PRIORITY_DEFAULT) < 0 || xpc_remove_entry(stale) != 0 || xpc_register_entry(0, called, 1) != stale)
        return 1;
    reused = true;
    while (!done)
        yield();
    if (result.status != -XPC_CAUSE_INVALID_XCALLCAP)
        return 2;
    int64_t server = start_child("thief", "", RIGHT_CALL), slot = name_wait_endpoint("thief");
    kill_process(server);
    wait_process(server);
    return ipc_call(slot, 0, 0, 0, 0, 0, 0).badge < 0 ? 0 : 3;
}
