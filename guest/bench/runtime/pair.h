// SPDX-License-Identifier: Apache-2.0
// Two address spaces that take turns. Each sees the same text, and eight pages of its own at the same addresses. In its turn it touches every
// page: it mixes the words of four into the value that passes to and fro, and stores that in the other four.
#ifndef PAIR_H
#define PAIR_H

#define PAIR_TEXT 0x10000              // virtual address of what is in section .user, a page
#define PAIR_PAGES 0x400000            // virtual address of the first of the eight pages
#define PAIR_FIRST 1                   // the value at the start of a run
#define PAIR_WORD(page) (128 * (page)) // offset of the word in its page: no two in the same set of a cache

#ifdef __ASSEMBLER__
#include "riscv.h"

// A page's address, in one instruction.
.macro page reg, number
    lui     \reg, (PAIR_PAGES >> PAGE_SHIFT) + \number
.endm

// One turn: the value is in a0, `mix` is the instruction, p0 to p7 hold the addresses of the pages. Uses t1.
.macro touch mix, p0, p1, p2, p3, p4, p5, p6, p7
    ld      t1, PAIR_WORD(0)(\p0)
    \mix    a0, a0, t1
    sd      a0, PAIR_WORD(1)(\p1)
    ld      t1, PAIR_WORD(2)(\p2)
    \mix    a0, a0, t1
    sd      a0, PAIR_WORD(3)(\p3)
    ld      t1, PAIR_WORD(4)(\p4)
    \mix    a0, a0, t1
    sd      a0, PAIR_WORD(5)(\p5)
    ld      t1, PAIR_WORD(6)(\p6)
    \mix    a0, a0, t1
    sd      a0, PAIR_WORD(7)(\p7)
.endm
#else
#include <stdbool.h>
#include <stdint.h>

// satp of each of the two, after pair_new. The first mixes by xor, the second by addition.
extern uint64_t pair_satp[2];

void pair_new(void);

// Sets the pages to what they are at the start of a run.
void pair_reset(void);

// What the value is after so many round trips, computed here.
uint64_t pair_expect(uint64_t trips);

// Whether the pages are as they must be after these trips.
bool pair_pages_hold(uint64_t trips);

// The virtual address of a label of section .user.
uint64_t pair_address(const char *label);
#endif
#endif
