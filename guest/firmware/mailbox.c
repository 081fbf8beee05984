// SPDX-License-Identifier: Apache-2.0
// Work that one hart asks of another: a bit per kind, an inter-processor interrupt, and a wait where the caller needs the work done.
#include "firmware.h"
#include "sbi.h"

static uint32_t mailbox[BOARD_MAX_HARTS];

void mailbox_read(void)
{
    unsigned hart = this_hart();
    write32(CLINT_MSIP(hart), 0);
    fence_all();
    uint32_t work = __atomic_load_n(&mailbox[hart], __ATOMIC_ACQUIRE);
    if ((work & MAIL_SOFT) != 0)
        csr_set(mip, INTERRUPT_BIT(INTERRUPT_SSOFT));
    if ((work & MAIL_FENCE_I) != 0)
        __asm__ volatile("fence.i" ::: "memory");
    if ((work & MAIL_SFENCE) != 0)
        __asm__ volatile("sfence.vma" ::: "memory");
    // Only now: a sender that waits takes a cleared bit for work done.
    __atomic_and_fetch(&mailbox[hart], ~work, __ATOMIC_RELEASE);
}

// Asks the harts base + i for each bit i of mask (base -1: all). With `wait`, returns when they have done it; meanwhile this hart reads its
// own mail, or two harts that ask each other would wait for ever.
struct sbi_result mailbox_send(uint64_t mask, uint64_t base, uint32_t work, bool wait)
{
    uint64_t harts = 0;
    for (uint64_t hart = 0; hart < BOARD_MAX_HARTS; hart++)
        if (base == -1ul ? hsm_present(hart) : hart >= base && (mask >> (hart - base) & 1) != 0)
            harts |= 1ul << hart;
    if (base != -1ul && (base >= BOARD_MAX_HARTS || (harts >> base) != mask))
        return (struct sbi_result){SBI_ERR_INVALID_PARAM, 0};
    for (uint64_t hart = 0; hart < BOARD_MAX_HARTS; hart++)
        if ((harts >> hart & 1) != 0 && !hsm_present(hart))
            return (struct sbi_result){SBI_ERR_INVALID_PARAM, 0};

    for (uint64_t hart = 0; hart < BOARD_MAX_HARTS; hart++)
        if ((harts >> hart & 1) != 0) {
            __atomic_or_fetch(&mailbox[hart], work, __ATOMIC_RELEASE);
            write32(CLINT_MSIP(hart), 1);
        }
    for (uint64_t hart = 0; wait && hart < BOARD_MAX_HARTS; hart++)
        while ((harts >> hart & 1) != 0 && (__atomic_load_n(&mailbox[hart], __ATOMIC_ACQUIRE) & work) != 0)
            mailbox_read();
    return (struct sbi_result){SBI_SUCCESS, 0};
}
