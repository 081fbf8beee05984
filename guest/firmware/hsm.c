// SPDX-License-Identifier: Apache-2.0
// Hart state management (SBI 1.0, chapter 9): stopped harts wait in WFI for a start request.
#include "firmware.h"
#include "sbi.h"

static struct {
    uint32_t state;
    bool present;
    uint64_t pc, opaque; // of a pending start
} harts[BOARD_MAX_HARTS];

void hsm_init(uint64_t present)
{
    for (unsigned i = 0; i < BOARD_MAX_HARTS; i++) {
        harts[i].present = (present >> i & 1) != 0;
        harts[i].state = i == 0 ? SBI_HSM_STARTED : SBI_HSM_STOPPED;
    }
}

bool hsm_present(uint64_t hart)
{
    return hart < BOARD_MAX_HARTS && harts[hart].present;
}

// Leaves M-mode for the kernel: S-mode, no translation, interrupts off, a0 = hart, a1 = opaque (the device tree for hart 0).
void hsm_enter_kernel(uint64_t pc, uint64_t opaque)
{
    csr_write(satp, 0);
    csr_write(mepc, pc);
    csr_clear(mstatus, STATUS_MPP_MASK | STATUS_MPIE | STATUS_MIE | STATUS_SIE);
    csr_set(mstatus, STATUS_MPP_S);
    register uint64_t a0 __asm__("a0") = this_hart();
    register uint64_t a1 __asm__("a1") = opaque;
    __asm__ volatile("fence.i\n mret" ::"r"(a0), "r"(a1) : "memory");
    __builtin_unreachable();
}

void hsm_park(void)
{
    unsigned hart = this_hart();
    while (__atomic_load_n(&harts[hart].state, __ATOMIC_ACQUIRE) != SBI_HSM_START_PENDING) {
        wait_for_interrupt(); // MIE is off: the interrupt wakes, and is not taken
        mailbox_read();
    }
    uint64_t pc = harts[hart].pc, opaque = harts[hart].opaque;
    __atomic_store_n(&harts[hart].state, SBI_HSM_STARTED, __ATOMIC_RELEASE);
    hsm_enter_kernel(pc, opaque);
}

static struct sbi_result start(uint64_t hart, uint64_t pc, uint64_t opaque)
{
    if (!hsm_present(hart))
        return (struct sbi_result){SBI_ERR_INVALID_PARAM, 0};
    if (harts[hart].state != SBI_HSM_STOPPED)
        return (struct sbi_result){SBI_ERR_ALREADY_AVAILABLE, 0};
    harts[hart].pc = pc;
    harts[hart].opaque = opaque;
    __atomic_store_n(&harts[hart].state, SBI_HSM_START_PENDING, __ATOMIC_RELEASE);
    return mailbox_send(1, hart, MAIL_START, false);
}

struct sbi_result hsm_call(uint64_t function, uint64_t hart, uint64_t pc, uint64_t opaque)
{
    switch (function) {
    case SBI_HSM_START:
        return start(hart, pc, opaque);
    case SBI_HSM_STOP:
        harts[this_hart()].state = SBI_HSM_STOPPED;
        csr_clear(mip, INTERRUPT_BIT(INTERRUPT_SSOFT));
        csr_clear(mstatus, STATUS_MIE);
        hsm_park();
    case SBI_HSM_STATUS:
        if (!hsm_present(hart))
            return (struct sbi_result){SBI_ERR_INVALID_PARAM, 0};
        return (struct sbi_result){SBI_SUCCESS, harts[hart].state};
    default:
        return (struct sbi_result){SBI_ERR_NOT_SUPPORTED, 0};
    }
}
