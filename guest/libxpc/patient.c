// SPDX-License-Identifier: Apache-2.0
#include "xpc.h"

static uint64_t now(void)
{
    uint64_t time;
    __asm__ volatile("rdtime %0" : "=r"(time));
    return time;
}

struct xpc_result xpc_call_patient(uint64_t ticks, int64_t id, uint64_t operation, uint64_t argument)
{
    uint64_t start = now(), spent;
    for (;;) {
        struct xpc_result result = xpc_call(id, operation, argument);
        if (result.status != -E_BUSY)
            return result;
        spent = now() - start;
        int64_t waited = spent < ticks ? system3(SYS_XENTRY_WAIT, (uint64_t)id, ticks - spent, 0) : -E_TIMEOUT;
        if (waited < 0)
            return (struct xpc_result){waited, 0};
    }
}
