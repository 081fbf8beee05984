// SPDX-License-Identifier: Apache-2.0
// The parts of the RISC-V unprivileged and privileged specifications that the guest names.
#ifndef RISCV_H
#define RISCV_H

#define PAGE_SHIFT 12
#define PAGE_SIZE 4096

// mstatus, sstatus
#define STATUS_SIE (1ul << 1)
#define STATUS_MIE (1ul << 3)
#define STATUS_SPIE (1ul << 5)
#define STATUS_MPIE (1ul << 7)
#define STATUS_SPP (1ul << 8)
#define STATUS_MPP_S (1ul << 11)
#define STATUS_MPP_MASK (3ul << 11)

// mip, sip, mie, sie: the number of an interrupt is its bit
#define INTERRUPT_SSOFT 1
#define INTERRUPT_MSOFT 3
#define INTERRUPT_STIMER 5
#define INTERRUPT_MTIMER 7
#define INTERRUPT_SEXTERNAL 9
#define INTERRUPT_BIT(number) (1ul << (number))
#define CAUSE_INTERRUPT (1ul << 63)

#define CAUSE_FETCH_MISALIGNED 0
#define CAUSE_FETCH_ACCESS 1
#define CAUSE_ILLEGAL 2
#define CAUSE_BREAKPOINT 3
#define CAUSE_LOAD_MISALIGNED 4
#define CAUSE_LOAD_ACCESS 5
#define CAUSE_STORE_MISALIGNED 6
#define CAUSE_STORE_ACCESS 7
#define CAUSE_ECALL_U 8
#define CAUSE_ECALL_S 9
#define CAUSE_FETCH_PAGE 12
#define CAUSE_LOAD_PAGE 13
#define CAUSE_STORE_PAGE 15

#define MENVCFG_STCE (1ul << 63)
#define COUNTEREN_CY_TM_IR 7ul

// satp: MODE 63..60, ASID 59..44, PPN 43..0
#define SATP_SV39 (8ul << 60)
#define SATP_ASID_SHIFT 44
#define SATP_ASID_MASK (0xfffful << SATP_ASID_SHIFT)
#define SATP_PPN_MASK ((1ul << 44) - 1)

#ifndef __ASSEMBLER__
#include <stdint.h>

#define csr_read(csr)                                                   \
    ({                                                                  \
        uint64_t csr_value_;                                            \
        __asm__ volatile("csrr %0, " #csr : "=r"(csr_value_)::"memory"); \
        csr_value_;                                                     \
    })
#define csr_write(csr, value) __asm__ volatile("csrw " #csr ", %0" ::"rK"((uint64_t)(value)) : "memory")
#define csr_set(csr, bits) __asm__ volatile("csrs " #csr ", %0" ::"rK"((uint64_t)(bits)) : "memory")
#define csr_clear(csr, bits) __asm__ volatile("csrc " #csr ", %0" ::"rK"((uint64_t)(bits)) : "memory")

// The same for a CSR given by number (a constant expression), as the custom ones are.
#define csr_read_number(number)                                             \
    ({                                                                      \
        uint64_t csr_value_;                                                \
        __asm__ volatile("csrr %0, %1" : "=r"(csr_value_) : "i"(number) : "memory"); \
        csr_value_;                                                         \
    })
#define csr_write_number(number, value) \
    __asm__ volatile("csrw %0, %1" ::"i"(number), "r"((uint64_t)(value)) : "memory")

static inline void wait_for_interrupt(void)
{
    __asm__ volatile("wfi" ::: "memory");
}

static inline void fence_all(void)
{
    __asm__ volatile("fence rw, rw" ::: "memory");
}
#endif
#endif
