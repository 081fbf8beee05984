// SPDX-License-Identifier: Apache-2.0
// Reset: hart 0 comes here in M-mode with a1 = device tree. Others, if there are any, wait for ever.
#define STACK_SIZE 65536
#define MSTATUS_FS_INITIAL (1 << 13)

    .section .text.entry, "ax"
    .globl _start
_start:
    csrw    mie, zero
    csrr    t0, mhartid
    bnez    t0, spare
    la      t0, bench_trap
    csrw    mtvec, t0
    li      t0, MSTATUS_FS_INITIAL
    csrs    mstatus, t0
    csrw    fcsr, zero
    la      sp, stack_top

    la      t0, bss_start
    la      t1, bss_end
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b
2:  mv      a0, a1
    call    bench_main
spare:
    wfi
    j       spare

    .text
    .globl  bench_trap
    .align  2
bench_trap:
    la      sp, stack_top
    csrr    a0, mcause
    csrr    a1, mepc
    csrr    a2, mtval
    call    bench_fault

    .section .uninitialised, "aw", @nobits
    .align  4
    .space  STACK_SIZE
stack_top:
