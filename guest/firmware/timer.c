// SPDX-License-Identifier: Apache-2.0
// The kernel's timer: stimecmp where Sstc exists, else the CLINT, whose interrupt M-mode passes on as STIP.
#include "firmware.h"

#define CSR_STIMECMP 0x14d

void timer_set(uint64_t deadline)
{
    if (hart_has_sstc) {
        csr_write_number(CSR_STIMECMP, deadline);
        return;
    }
    write64(CLINT_MTIMECMP(this_hart()), deadline);
    csr_clear(mip, INTERRUPT_BIT(INTERRUPT_STIMER));
    csr_set(mie, INTERRUPT_BIT(INTERRUPT_MTIMER));
}

void timer_fired(void)
{
    csr_clear(mie, INTERRUPT_BIT(INTERRUPT_MTIMER));
    csr_set(mip, INTERRUPT_BIT(INTERRUPT_STIMER));
}
