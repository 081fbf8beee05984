// SPDX-License-Identifier: Apache-2.0
// A program's first instruction: a0 = struct start on the stack. tp = the first thread's context (libxpc).
    .section .text.entry, "ax"
    .globl _start
_start:
    la      tp, xpc_contexts
    andi    sp, sp, -16
    tail    program_start
