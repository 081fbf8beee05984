// SPDX-License-Identifier: Apache-2.0
// The two programs: a loop of calls, and an x-entry.
#include "pair.h"
#include "xxpc.h"
#include "xcall.h"

    .section .user, "ax"
// a0 = round trips
    .globl  xcall_caller
xcall_caller:
    mv      s0, a0
    li      a0, PAIR_FIRST
    li      s9, XCALL_ID
    page    s1, 0
    page    s2, 1
    page    s3, 2
    page    s4, 3
    page    s5, 4
    page    s6, 5
    page    s7, 6
    page    s8, 7
1:  touch   xor, s1, s2, s3, s4, s5, s6, s7, s8
    xcall   s9
    addi    s0, s0, -1
    bnez    s0, 1b
    ecall

// Uses none of the registers that the caller keeps.
    .globl  xcall_entry
xcall_entry:
    page    t2, 0
    page    t3, 1
    page    t4, 2
    page    t5, 3
    page    t6, 4
    page    a1, 5
    page    a2, 6
    page    a3, 7
    touch   add, t2, t3, t4, t5, t6, a1, a2, a3
    xret
