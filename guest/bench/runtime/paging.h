// SPDX-License-Identifier: Apache-2.0
// S-mode, U-mode and Sv39 for benchmarks that need them.
#ifndef PAGING_H
#define PAGING_H

#define PTE_V (1ul << 0)
#define PTE_R (1ul << 1)
#define PTE_W (1ul << 2)
#define PTE_X (1ul << 3)
#define PTE_U (1ul << 4)
#define PTE_G (1ul << 5)
#define PTE_A (1ul << 6)
#define PTE_D (1ul << 7)

#ifndef __ASSEMBLER__
#include <stdint.h>

// A page table in which S-mode, and it alone, sees the first GiB of RAM at its own address.
uint64_t *paging_new(void);

// Maps the page at `va` to the one at `pa`, with `flags` beyond V, A and D.
void paging_map(uint64_t *root, uint64_t va, uint64_t pa, uint64_t flags);

uint64_t paging_satp(const uint64_t *root, uint64_t asid);

// Calls a function in S-mode with this satp, on the same stack. Exceptions of S- and U-mode end the program, but for ecall from U-mode,
// which goes to stvec.
uint64_t in_supervisor(uint64_t (*function)(uint64_t argument), uint64_t argument, uint64_t satp);

// For S-mode: enters U-mode at `pc` with `argument` in a0. Traps go to `vector`; when that jumps to leave_user, this returns what then is in a0.
uint64_t enter_user(uint64_t argument, uint64_t pc, const void *vector);

extern const char leave_user[];
#endif
#endif
