// SPDX-License-Identifier: Apache-2.0
// From M-mode to S-mode and back, from S-mode to U-mode and back.
#include "riscv.h"

#define PMP_ALL_NAPOT_RWX 0x1f

    .text
// in_supervisor(a0 = function, a1 = its argument, a2 = satp)
    .globl  in_supervisor
in_supervisor:
    addi    sp, sp, -16
    sd      ra, 8(sp)
    li      t0, -1
    csrw    pmpaddr0, t0
    li      t0, PMP_ALL_NAPOT_RWX
    csrw    pmpcfg0, t0
    li      t0, 1 << CAUSE_ECALL_U
    csrw    medeleg, t0
    la      t0, machine_trap
    csrw    mtvec, t0
    csrw    satp, a2
    sfence.vma
    li      t0, STATUS_MPP_MASK
    csrc    mstatus, t0
    li      t0, STATUS_MPP_S
    csrs    mstatus, t0
    csrw    mepc, a0
    mv      a0, a1
    la      ra, supervisor_end
    mret
supervisor_end:
    ecall

    .align  2
machine_trap:
    csrr    t0, mcause
    li      t1, CAUSE_ECALL_S
    bne     t0, t1, 1f
    csrw    satp, zero
    la      t0, bench_trap
    csrw    mtvec, t0
    ld      ra, 8(sp)
    addi    sp, sp, 16
    ret
1:  j       bench_trap

// enter_user(a0 = argument, a1 = pc, a2 = trap vector)
    .globl  enter_user
enter_user:
    addi    sp, sp, -112
    sd      ra, 0(sp)
    sd      s0, 8(sp)
    sd      s1, 16(sp)
    sd      s2, 24(sp)
    sd      s3, 32(sp)
    sd      s4, 40(sp)
    sd      s5, 48(sp)
    sd      s6, 56(sp)
    sd      s7, 64(sp)
    sd      s8, 72(sp)
    sd      s9, 80(sp)
    sd      s10, 88(sp)
    sd      s11, 96(sp)
    la      t0, supervisor_sp
    sd      sp, 0(t0)
    csrw    stvec, a2
    csrw    sepc, a1
    li      t0, STATUS_SPP
    csrc    sstatus, t0
    sret

    .globl  leave_user
    .align  2
leave_user:
    la      t0, supervisor_sp
    ld      sp, 0(t0)
    ld      ra, 0(sp)
    ld      s0, 8(sp)
    ld      s1, 16(sp)
    ld      s2, 24(sp)
    ld      s3, 32(sp)
    ld      s4, 40(sp)
    ld      s5, 48(sp)
    ld      s6, 56(sp)
    ld      s7, 64(sp)
    ld      s8, 72(sp)
    ld      s9, 80(sp)
    ld      s10, 88(sp)
    ld      s11, 96(sp)
    addi    sp, sp, 112
    ret

    .bss
    .align  3
supervisor_sp:
    .space  8
