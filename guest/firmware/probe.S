// SPDX-License-Identifier: Apache-2.0
// uint64_t probe_menvcfg(uint64_t bits): sets bits of menvcfg, which may not exist; returns what it then reads, 0 if the access traps.

#define MENVCFG 0x30a

    .section .text
    .globl  probe_menvcfg
    .align  2
probe_menvcfg:
    mv      t1, a0
    li      a0, 0
    la      t0, 1f
    csrrw   t0, mtvec, t0
    csrs    MENVCFG, t1
    csrr    a0, MENVCFG
    .align  2
1:  csrw    mtvec, t0
    ret
