// SPDX-License-Identifier: Apache-2.0
// The callee's side: x-entries point here. Only pc and t0 (the caller's identity) can be trusted; a0..a5 are the message's words.
#include "abi.h"
#include "xpc_offsets.h"
#include "xxpc.h"

    .section .text.xpc, "ax"

// From here to xpc_trampoline_end a call that is overdue is let go on for a while (kernel/deadline.h).
    .globl  xpc_trampoline_start
xpc_trampoline_start:
// One stub per x-entry of the process: they tell the trampoline which it is.
    .macro  stubs name, trampoline
    .align  POINT_STUB_SHIFT
    .globl  \name
\name:
    .set    i, 0
    .rept   XPC_POINTS
    .align  POINT_STUB_SHIFT
    lla     t1, xpc_points + (i << POINT_SHIFT)
    j       \trampoline
    .set    i, i + 1
    .endr
    .endm
    stubs   xpc_enter_stubs, enter
    stubs   xpc_enter_full_stubs, enter_full

// Takes the lowest idle context of the point in t1: t2 = the context. Uses t3, t4. To `if_none` if all are in use.
    .macro  take_context if_none
0:  lr.d.aq t2, (t1)
    beqz    t2, \if_none
    addi    t3, t2, -1
    and     t3, t3, t2
    sc.d    t4, t3, (t1)
    bnez    t4, 0b
    ctz     t2, t2
    slli    t2, t2, CONTEXT_SHIFT
    lla     t3, xpc_contexts
    add     t2, t2, t3
    .endm

// All contexts of the point in t1 are in use. Those that the kernel says were left behind are idle again, here or at other points; then once more.
    .macro  busy again
    lla     t2, xpc_contexts_left
    amoswap.d.aq t2, zero, (t2)
    beqz    t2, busy
1:  ctz     t3, t2
    slli    t3, t3, CONTEXT_SHIFT
    lla     t4, xpc_contexts
    add     t3, t3, t4
    ld      t4, CONTEXT_BIT(t3)
    ld      t3, CONTEXT_POINT(t3)
    beqz    t3, 2f                  // a thread's
    amoor.d.rl zero, t4, (t3)
2:  addi    t3, t2, -1
    and     t2, t2, t3
    bnez    t2, 1b
    j       \again
    .endm
busy_partial:
    busy    enter
busy_full:
    busy    enter_full

    .align  2
busy:
    li      a0, -E_BUSY
    li      a1, 0
    xret

// Partial context: what the calling convention needs. The caller restores its own.
    .align  2
    .type   enter, @function
enter:
    take_context busy_partial
    mv      tp, t2
    ld      sp, CONTEXT_STACK(tp)
    sd      t1, CONTEXT_POINT(tp)
    sd      t0, CONTEXT_CALLER(tp)
    ld      t2, POINT_HANDLER(t1)
    jalr    t2
    mv      a1, a0

// a1 = value; tp = the context, which is given back: after the amoor another call may use its stack.
leave:
    ld      t1, CONTEXT_POINT(tp)
    ld      t3, CONTEXT_BIT(tp)
    li      a0, 0
    amoor.d.rl zero, t3, (t1)
    xret

    .globl xpc_return_partial
xpc_return_partial:
    mv      a1, a0
    j       leave
    .size   enter, . - enter

// Full context: all of the caller's registers are kept on the context's stack (t1..t4 are the stubs' to use) and given back.
#define FRAME 256
    .align  2
    .type   enter_full, @function
enter_full:
    take_context busy_full
    ld      t3, CONTEXT_STACK(t2)
    addi    t3, t3, -FRAME
    .irp    n, 1,2,3,4,5,8,9,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,30,31
    sd      x\n, 8*\n(t3)
    .endr
    mv      sp, t3
    mv      tp, t2
    sd      t1, CONTEXT_POINT(tp)
    sd      t0, CONTEXT_CALLER(tp)
    ld      t2, POINT_HANDLER(t1)
    jalr    t2

    .globl xpc_return_full
xpc_return_full:
    mv      a1, a0
    ld      t3, CONTEXT_STACK(tp)
    addi    t3, t3, -FRAME
    ld      t1, CONTEXT_POINT(tp)
    ld      t4, CONTEXT_BIT(tp)
    .irp    n, 1,2,3,4,5,8,9,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,30,31
    ld      x\n, 8*\n(t3)
    .endr
    amoor.d.rl zero, t4, (t1)
    li      t1, 0
    li      t2, 0
    li      t3, 0
    li      t4, 0
    li      a0, 0
    xret
    .size   enter_full, . - enter_full
    .globl  xpc_trampoline_end
xpc_trampoline_end:
