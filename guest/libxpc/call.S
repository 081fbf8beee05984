// SPDX-License-Identifier: Apache-2.0
// The caller's side. Context i calls with the xcall at xpc_stubs + 16 * i, and comes back behind it, whatever the registers then hold.
#include "xpc_offsets.h"
#include "xxpc.h"

    .section .text.xpc, "ax"

// Partial: t1 = ID, a0..a5 = words. Back: a0 = status, a1 = value; sp, ra and tp are as before, no other register is.
    .globl xpc_call_out
xpc_call_out:
    sd      sp, CONTEXT_SP(tp)
    sd      ra, CONTEXT_RA(tp)
    ld      t2, CONTEXT_STUB(tp)
    jr      t2

    .align  STUB_SHIFT
    .globl  xpc_stubs
    .type   xpc_stubs, @function
xpc_stubs:
    .set    i, 0
    .rept   XPC_CONTEXTS
    .align  STUB_SHIFT
    xcall   t1
    lla     tp, xpc_contexts + (i << CONTEXT_SHIFT)
    j       came_back
    .set    i, i + 1
    .endr

    .size   xpc_stubs, . - xpc_stubs

    .align  2
came_back:
    ld      sp, CONTEXT_SP(tp)
    ld      ra, CONTEXT_RA(tp)
    ret

// Full: xpc_call_full(id, words..): the callee-saved registers go to the stack; those that are no argument go out as zero.
    .globl xpc_call_full
xpc_call_full:
    addi    sp, sp, -112
    sd      ra, 0(sp)
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11
    sd      s\n, 8 + 8*\n(sp)
    .endr
    mv      t1, a0
    mv      a0, a1
    mv      a1, a2
    mv      a2, a3
    mv      a3, a4
    mv      a4, a5
    mv      a5, a6
    .irp    r, a6,a7,t0,t3,t4,t5,t6,s0,s1,s2,s3,s4,s5,s6,s7,s8,s9,s10,s11
    li      \r, 0
    .endr
    call    xpc_call_out
    ld      ra, 0(sp)
    .irp    n, 0,1,2,3,4,5,6,7,8,9,10,11
    ld      s\n, 8 + 8*\n(sp)
    .endr
    addi    sp, sp, 112
    ret
