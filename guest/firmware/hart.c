// SPDX-License-Identifier: Apache-2.0
// What every hart does first: memory open to S and U (PMP), traps delegated, counters readable, Sstc on where it exists.
#include "fdt.h"
#include "firmware.h"
#include "xxpc.h"

bool hart_has_sstc;
extern volatile uint32_t boot_done;

enum { PMP_NAPOT_RWX = 0x1f };

#define DELEGATED_EXCEPTIONS                                                                                             \
    (1ul << CAUSE_FETCH_MISALIGNED | 1ul << CAUSE_FETCH_ACCESS | 1ul << CAUSE_ILLEGAL | 1ul << CAUSE_BREAKPOINT |        \
     1ul << CAUSE_LOAD_MISALIGNED | 1ul << CAUSE_LOAD_ACCESS | 1ul << CAUSE_STORE_MISALIGNED | 1ul << CAUSE_STORE_ACCESS | \
     1ul << CAUSE_ECALL_U | 1ul << CAUSE_FETCH_PAGE | 1ul << CAUSE_LOAD_PAGE | 1ul << CAUSE_STORE_PAGE |                 \
     XPC_CAUSE_DELEGABLE)
#define DELEGATED_INTERRUPTS \
    (INTERRUPT_BIT(INTERRUPT_SSOFT) | INTERRUPT_BIT(INTERRUPT_STIMER) | INTERRUPT_BIT(INTERRUPT_SEXTERNAL))

void hart_init(void)
{
    csr_write(pmpaddr0, -1ul);
    csr_write(pmpcfg0, PMP_NAPOT_RWX);
    csr_write(medeleg, DELEGATED_EXCEPTIONS);
    csr_write(mideleg, DELEGATED_INTERRUPTS);
    csr_write(mcounteren, COUNTEREN_CY_TM_IR);
    csr_write(satp, 0);
    hart_has_sstc = (probe_menvcfg(MENVCFG_STCE) & MENVCFG_STCE) != 0;
    csr_write(mie, INTERRUPT_BIT(INTERRUPT_MSOFT));
}

void boot_hart(uint64_t hart, const void *fdt)
{
    (void)hart;
    struct board_info board;
    uint64_t present = fdt_read(fdt, &board) ? board.hart_mask : 1;
    hsm_init(present);
    fence_all();
    boot_done = 1;
    hart_init();
    hsm_enter_kernel(KERNEL_START, (uint64_t)fdt);
}

void boot_secondary(void)
{
    hart_init();
    hsm_park();
}
