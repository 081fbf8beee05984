// SPDX-License-Identifier: Apache-2.0
// The trap vectors. In user mode sscratch holds the running thread (its registers at THREAD_REGISTERS); in the kernel it is 0.
// satp is whatever the user ran with, a callee's after xcall: the kernel half is the same in all address spaces.
#include "abi.h"
#include "riscv.h"
#include "thread_offsets.h"
#include "xxpc.h"

    .section .text.ipc, "ax"

// A trap from user mode: everything that the thread may still need goes to its struct, before anything is decided. The usual IPC calls go straight to
// the fast path, with slot and info in a0 and a1. Each CSR is stored as it is read, and written as it is loaded: seL4's order.
    .macro  vector name, call, reply_receive
    .align  6
    .globl  \name
    .type   \name, @function
\name:
    csrrw   sp, sscratch, sp
    beqz    sp, from_kernel
    .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd      x\n, THREAD_REGISTERS + 8*\n(sp)
    .endr
    mv      t0, sp
    csrrw   t3, sscratch, zero
    sd      t3, THREAD_REGISTERS + 8*2(t0)
    csrr    t3, sstatus
    sd      t3, THREAD_STATUS(t0)
    csrr    t2, scause
    sd      t2, THREAD_CAUSE(t0)
    csrr    t3, sepc
    sd      t3, THREAD_TRAP_PC(t0)
    ld      tp, THREAD_HART(t0)
    ld      sp, HART_STACK(tp)
    bltz    t2, 1f
    li      t4, CAUSE_ECALL_U
    bne     t2, t4, 1f
    addi    t3, t3, 4
    sd      t3, THREAD_REGISTERS(t0)
    li      t4, SYS_IPC_CALL
    bne     a7, t4, 2f
    j       \call
2:  li      t4, SYS_IPC_REPLY_RECEIVE
    bne     a7, t4, 3f
    j       \reply_receive
1:  sd      t3, THREAD_REGISTERS(t0)
3:  mv      a0, t0
    tail    trap_user               // does not return: it ends in thread_resume
    .size   \name, . - \name
    .endm
    vector  trap_entry, ipc_fastpath_call, ipc_fastpath_reply_receive
    vector  trap_entry_general, ipc_general_call, ipc_general_reply_receive

// The end of the fast path (trap.h): a0 and a1 go to the user as they are, a2 = thread, a3 = satp. No sc here: both sides are at an ecall, and
// nobody holds a reservation across one.
    .align  6
    .globl  ipc_switch_tagged
    .type   ipc_switch_tagged, @function
ipc_switch_tagged:
    csrw    satp, a3
    sd      a2, HART_CURRENT(tp)
    j       ipc_restore
    .size   ipc_switch_tagged, . - ipc_switch_tagged

    .align  6
    .globl  ipc_switch
    .type   ipc_switch, @function
ipc_switch:
    csrw    satp, a3
    sfence.vma
    sd      a2, HART_CURRENT(tp)
    .size   ipc_switch, . - ipc_switch
    .globl  ipc_restore
    .type   ipc_restore, @function
ipc_restore:
    .irp    n, 1,2,3,4,7,8,9,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld      x\n, THREAD_REGISTERS + 8*\n(a2)
    .endr
    ld      t0, THREAD_REGISTERS(a2)
    csrw    sepc, t0
    csrw    sscratch, a2
    ld      t0, THREAD_STATUS(a2)
    csrw    sstatus, t0
    ld      t1, THREAD_REGISTERS + 8*6(a2)
    ld      t0, THREAD_REGISTERS + 8*5(a2)
    ld      a2, THREAD_REGISTERS + 8*12(a2)
    sret
    .size   ipc_restore, . - ipc_restore

// thread_resume(thread): to user mode. Never returns.
    .section .text
    .align  2
    .globl thread_resume
    .type   thread_resume, @function
thread_resume:
    ld      t0, THREAD_REGISTERS(a0)
    ld      t1, THREAD_STATUS(a0)
    csrw    sepc, t0
    csrw    sstatus, t1
    addi    t1, a0, THREAD_REGISTERS
    sc.d    zero, t0, (t1)          // drops a reservation that another thread made; if it stores, it stores what is there
    csrw    sscratch, a0
    .irp    n, 1,2,3,4,5,6,7,8,9,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld      x\n, THREAD_REGISTERS + 8*\n(a0)
    .endr
    ld      a0, THREAD_REGISTERS + 8*10(a0)
    sret
    .size   thread_resume, . - thread_resume

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
