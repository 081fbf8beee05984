// SPDX-License-Identifier: Apache-2.0
// M-mode trap vector: registers to the hart's stack (mscratch), trap() decides, registers back.

    .section .text
    .globl trap_vector
    .align 2
trap_vector:
    csrrw   sp, mscratch, sp
    addi    sp, sp, -256
    .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    sd      x\n, 8*\n(sp)
    .endr
    csrr    t0, mepc
    sd      t0, 0(sp)
    addi    t0, sp, 256
    csrrw   t0, mscratch, t0        // the interrupted stack pointer
    sd      t0, 16(sp)
    mv      a0, sp
    call    trap
    ld      t0, 0(sp)
    csrw    mepc, t0
    .irp    n, 1,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
    ld      x\n, 8*\n(sp)
    .endr
    ld      sp, 16(sp)
    mret
