// SPDX-License-Identifier: Apache-2.0
// The kernel's path and the two programs of the ping-pong. An ecall with a7 = 0 gives a0 to the other program and waits for its answer; with
// a7 = 1 it ends. As in a call of a function, callee-saved registers are kept, and they alone.
#include "pair.h"
#include "pingpong.h"

    .text
    .globl  pingpong_trap
    .align  2
pingpong_trap:
    csrrw   t0, sscratch, t0
    sd      ra, CONTEXT_RA(t0)
    sd      sp, CONTEXT_SP(t0)
    sd      s0, CONTEXT_S(0)(t0)
    sd      s1, CONTEXT_S(1)(t0)
    sd      s2, CONTEXT_S(2)(t0)
    sd      s3, CONTEXT_S(3)(t0)
    sd      s4, CONTEXT_S(4)(t0)
    sd      s5, CONTEXT_S(5)(t0)
    sd      s6, CONTEXT_S(6)(t0)
    sd      s7, CONTEXT_S(7)(t0)
    sd      s8, CONTEXT_S(8)(t0)
    sd      s9, CONTEXT_S(9)(t0)
    sd      s10, CONTEXT_S(10)(t0)
    sd      s11, CONTEXT_S(11)(t0)
    csrr    t1, sepc
    addi    t1, t1, 4
    sd      t1, CONTEXT_PC(t0)
    bnez    a7, end

    ld      t0, CONTEXT_OTHER(t0)
    ld      t1, CONTEXT_SATP(t0)
    csrw    satp, t1
    ld      t1, CONTEXT_PC(t0)
    csrw    sepc, t1
    ld      ra, CONTEXT_RA(t0)
    ld      sp, CONTEXT_SP(t0)
    ld      s0, CONTEXT_S(0)(t0)
    ld      s1, CONTEXT_S(1)(t0)
    ld      s2, CONTEXT_S(2)(t0)
    ld      s3, CONTEXT_S(3)(t0)
    ld      s4, CONTEXT_S(4)(t0)
    ld      s5, CONTEXT_S(5)(t0)
    ld      s6, CONTEXT_S(6)(t0)
    ld      s7, CONTEXT_S(7)(t0)
    ld      s8, CONTEXT_S(8)(t0)
    ld      s9, CONTEXT_S(9)(t0)
    ld      s10, CONTEXT_S(10)(t0)
    ld      s11, CONTEXT_S(11)(t0)
    csrw    sscratch, t0
    sret
end:
    j       leave_user

    .section .user, "ax"
.macro pages_in_saved_registers
    page    s1, 0
    page    s2, 1
    page    s3, 2
    page    s4, 3
    page    s5, 4
    page    s6, 5
    page    s7, 6
    page    s8, 7
.endm

// a0 = round trips
    .globl  pingpong_first
pingpong_first:
    mv      s0, a0
    li      a0, PAIR_FIRST
    li      a7, 0
    pages_in_saved_registers
1:  touch   xor, s1, s2, s3, s4, s5, s6, s7, s8
    ecall
    addi    s0, s0, -1
    bnez    s0, 1b
    li      a7, 1
    ecall

    .globl  pingpong_second
pingpong_second:
    pages_in_saved_registers
1:  touch   add, s1, s2, s3, s4, s5, s6, s7, s8
    ecall
    j       1b
