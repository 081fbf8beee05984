// SPDX-License-Identifier: Apache-2.0
// Tries to hand over more than its segment, and a segment that is not in its list.
#include "xpc.h"

int main(void)
{
    uint8_t *segment;
    int64_t index = alloc_relay_mem(4096, (void **)&segment);
    if (index < 0 || relay_swap(index) != 0)
        return 1;
    if (relay_narrow(segment, 4097) != -XPC_CAUSE_INVALID_SEGMASK || relay_narrow(segment - 1, 1) != -XPC_CAUSE_INVALID_SEGMASK)
        return 2;
    return relay_swap(4095) != -XPC_CAUSE_SWAPSEG_ERROR ? 3 : 0;
}
