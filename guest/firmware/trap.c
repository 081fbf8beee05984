// SPDX-License-Identifier: Apache-2.0
// Decides what a trap into M-mode is: an interrupt, an SBI call of the kernel, or a bug.
#include "firmware.h"
#include "sbi.h"

static void unexpected(const struct trap_frame *frame, uint64_t cause)
{
    firmware_print("\nfirmware: unexpected trap on hart %u: mcause %lx mepc %lx mtval %lx mstatus %lx\n", this_hart(), cause,
                   frame->pc, csr_read(mtval), csr_read(mstatus));
    for (int i = 1; i < 32; i++)
        firmware_print("x%-2d %016lx%s", i, REGISTER(frame, i), i % 4 == 3 ? "\n" : "  ");
    machine_end(255);
}

void trap(struct trap_frame *frame)
{
    uint64_t cause = csr_read(mcause);
    if (cause == (CAUSE_INTERRUPT | INTERRUPT_MTIMER)) {
        timer_fired();
    } else if (cause == (CAUSE_INTERRUPT | INTERRUPT_MSOFT)) {
        mailbox_read();
    } else if (cause == CAUSE_ECALL_S) {
        uint64_t extension = REGISTER(frame, A7);
        struct sbi_result result = sbi_call(extension, REGISTER(frame, A6), &REGISTER(frame, A0));
        frame->pc += 4;
        REGISTER(frame, A0) = (uint64_t)result.error;
        if (extension >= SBI_BASE)
            REGISTER(frame, A1) = result.value;
    } else {
        unexpected(frame, cause);
    }
}
