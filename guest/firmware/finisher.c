// SPDX-License-Identifier: Apache-2.0
// The test finisher: one word ends the machine, and tells the host how it went.
#include "firmware.h"

static void finish(uint32_t word)
{
    write32(FINISHER_BASE, word);
    for (;;)
        wait_for_interrupt();
}

void machine_end(unsigned code)
{
    finish(code == 0 ? FINISHER_PASS : FINISHER_FAIL | code << 16);
    __builtin_unreachable();
}

void machine_reset(void)
{
    finish(FINISHER_RESET);
    __builtin_unreachable();
}
