// SPDX-License-Identifier: Apache-2.0
// stvec. In user mode sscratch holds the running thread (struct thread begins with its registers); in the kernel it is 0.
// satp is whatever the user ran with, a callee's after xcall: the kernel half is the same in all address spaces.
#include "thread_offsets.h"
#include "xxpc.h"

    .section .text
    .globl trap_entry
    .align 2
trap_entry:
    csrrw   sp, sscratch, sp
    beqz    sp, from_kernel
    .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd      x\n, 8*\n(sp)
    .endr
    csrr    t0, sepc
    csrrw   t1, sscratch, zero
    sd      t0, 0(sp)
    sd      t1, 16(sp)
    mv      a0, sp
    ld      tp, THREAD_HART(a0)
    ld      sp, HART_STACK(tp)
    tail    trap_user               // does not return: it ends in thread_resume

// thread_resume(thread): to user mode. Never returns.
    .globl thread_resume
thread_resume:
    ld      t0, 0(a0)
    csrw    sepc, t0
    sc.d    zero, t0, (a0)          // drops a reservation that another thread made; if it stores, it stores what is there
    csrw    sscratch, a0
    .irp    n, 1,2,3,4,5,6,7,8,9,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld      x\n, 8*\n(a0)
    .endr
    ld      a0, 8*10(a0)
    sret

// A trap in the kernel: expected by a self-test, or a bug. The interrupted stack goes on.
from_kernel:
    csrrw   sp, sscratch, zero
    addi    sp, sp, -256
    .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd      x\n, 8*\n(sp)
    .endr
    addi    t0, sp, 256
    csrr    t1, sepc
    sd      t1, 0(sp)
    sd      t0, 16(sp)
    mv      a0, sp
    call    trap_kernel
    ld      t0, 0(sp)
    csrw    sepc, t0
    .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld      x\n, 8*\n(sp)
    .endr
    ld      sp, 16(sp)
    sret

// uint64_t trap_probe_xcall(uint64_t id): executes xcall here, in S-mode; self_test.c knows where it goes on.
    .globl trap_probe_xcall
    .globl trap_probe_xcall_end
trap_probe_xcall:
    xcall   a0
trap_probe_xcall_end:
    ret
