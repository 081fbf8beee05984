// SPDX-License-Identifier: Apache-2.0
// Reset: every hart comes here in M-mode with a0 = hart, a1 = device tree. Hart 0 sets the memory up; the others wait for it.
#include "board.h"

#define STACK_SHIFT 13

    .section .text.entry, "ax"
    .globl _start
_start:
    csrw    mie, zero
    csrr    a0, mhartid
    li      t0, BOARD_MAX_HARTS
    bgeu    a0, t0, spare
    la      t0, trap_vector
    csrw    mtvec, t0
    la      sp, stacks
    addi    t0, a0, 1
    slli    t0, t0, STACK_SHIFT
    add     sp, sp, t0
    csrw    mscratch, sp
    bnez    a0, secondary

    la      t0, bss_start
    la      t1, bss_end
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b
2:  call    boot_hart
secondary:
    la      t1, boot_done
1:  lw      t0, 0(t1)
    beqz    t0, 1b
    fence   rw, rw
    call    boot_secondary
spare:
    wfi
    j       spare

    .section .data
    .globl  boot_done
    .align  2
boot_done:                      // in .data: hart 0 clears .bss while the others look here
    .word   0

    .section .stacks, "aw", @nobits
    .align  4
stacks:
    .space  BOARD_MAX_HARTS << STACK_SHIFT
