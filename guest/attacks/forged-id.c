// SPDX-License-Identifier: Apache-2.0
// Calls x-entries that it has no right to, by guessing every ID: within the table each is an invalid xcall-cap, whether the entry exists or not;
// beyond it (and ID 0) an invalid x-entry. By IPC the same: no slot but the name server's leads anywhere.
#include "ipc.h"
#include "xpc.h"

int main(void)
{
    enum { IDS = 1024, SLOTS = 1 << 16 };
    for (int64_t slot = 1; slot < SLOTS; slot++)
        if (ipc_call(slot, 0, 0, 0, 0, 0, 0).badge >= 0)
            return 4;
    for (int64_t id = 1; id < IDS; id++)
        if (id != (int64_t)program->names_entry && xpc_call(id, 1, 0).status != -XPC_CAUSE_INVALID_XCALLCAP)
            return 1;
    if (xpc_call(0, 1, 0).status != -XPC_CAUSE_INVALID_XENTRY || xpc_call(IDS, 1, 0).status != -XPC_CAUSE_INVALID_XENTRY)
        return 2;
    return xpc_call(INT64_MAX, 1, 0).status != -XPC_CAUSE_INVALID_XENTRY ? 3 : 0;
}
