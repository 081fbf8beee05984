// SPDX-License-Identifier: Apache-2.0
// Calls an x-entry whose xcall-cap was taken away, after the engine has prefetched the entry: the capability counts, not the cache.
#include "xpc.h"

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    return operation + 1;
}

int main(void)
{
    int64_t id = xpc_register_entry(0, called, 1);
    struct xpc_result before = xpc_call(id, 41, 0);
    if (id < 0 || before.status != 0 || before.value != 42)
        return 1;
    xpc_prefetch(id);
    if (xcall_revoke(id, identity(0)) != 0)
        return 2;
    xpc_prefetch(id);
    if (xpc_call(id, 41, 0).status != -XPC_CAUSE_INVALID_XCALLCAP)
        return 3;
    // The grant right went with it: it cannot be got back.
    return xcall_grant(id, RIGHT_CALL, identity(0)) != -E_RIGHT ? 4 : 0;
}
