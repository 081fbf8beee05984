// SPDX-License-Identifier: Apache-2.0
// Calls itself until the link stack is full. The call that does not fit is refused as invalid linkage, and all the others return.
#include "xpc.h"

enum { DEPTH_MAX = 60, LINK_STACK_RECORDS = 32 };

static int64_t id;

static uint64_t called(uint64_t depth, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    struct xpc_result deeper = xpc_call(id, depth + 1, 0);
    if (deeper.status == -XPC_CAUSE_INVALID_LINKAGE)
        return depth;
    return deeper.status == 0 ? deeper.value : 0;
}

int main(void)
{
    id = xpc_register_entry(0, called, DEPTH_MAX);
    struct xpc_result result = xpc_call(id, 1, 0);
    return !(result.status == 0 && result.value == LINK_STACK_RECORDS);
}
