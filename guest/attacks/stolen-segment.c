// SPDX-License-Identifier: Apache-2.0
// The victim of `thief`: the call ends with an error instead of a loss, and the segment is back with what was in it.
#include "child.h"
#include "names.h"
#include "thief.h"

enum { PAGE_BYTES = 4096 };

int main(void)
{
    int64_t thief = start_child("thief", "", RIGHT_CALL);
    int64_t id = name_wait_entry("thief");
    uint64_t *segment;
    int64_t index = alloc_relay_mem(PAGE_BYTES, (void **)&segment);
    if (id < 0 || index < 0 || relay_swap(index) != 0)
        return 1;
    segment[0] = 0x5ec2e7;
    struct xpc_result result = xpc_call(id, THIEF_KEEP, 0);
    if (result.status != -E_DIED || relay_address() != segment || relay_size() != PAGE_BYTES || segment[0] != 0x5ec2e7)
        return 2;
    if (wait_process(thief) != EXIT_FAULT + XPC_CAUSE_INVALID_LINKAGE)
        return 3;
    // Nobody can enter the dead process again, or whoever gets its x-entry's ID.
    return xpc_call(id, 1, 0).status != -XPC_CAUSE_INVALID_XCALLCAP ? 4 : 0;
}
