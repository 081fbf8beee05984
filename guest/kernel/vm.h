// SPDX-License-Identifier: Apache-2.0
// Sv39 address spaces.
//
//   PTE   63      54 53        10 9  8 7 6 5 4 3 2 1 0
//         reserved   page number  RSW  D A G U X W R V
#ifndef VM_H
#define VM_H

#include <stdbool.h>
#include <stdint.h>

#define PTE_V 0x01ul
#define PTE_R 0x02ul
#define PTE_W 0x04ul
#define PTE_X 0x08ul
#define PTE_U 0x10ul
#define PTE_G 0x20ul
#define PTE_A 0x40ul
#define PTE_D 0x80ul
#define PTE_SHARED 0x100ul // RSW: the page is not this address space's to free

typedef uint64_t *page_table; // kernel address of a root

// Whether satp keeps an ASID for each process. Without, every change to another address space drops all translations.
extern bool vm_has_asids;
void vm_find_asids(void);
// This hart goes to the address space, if it is not there already.
void vm_enter(uint64_t satp);

// The kernel's own address space, without a user half.
uint64_t vm_kernel_satp(void);
// A root with the kernel half; null if there is no memory.
page_table vm_create(void);
// Frees every user page and every table but the root, which maps nothing of the user's any more.
void vm_clear(page_table root);
// Frees every user page and every table.
void vm_destroy(page_table root);
uint64_t vm_satp(page_table root, unsigned asid);
// Maps a fresh zeroed page at `va`, U and the rights PTE_R, PTE_W, PTE_X; its physical address, 0 if impossible (no memory, in use, W with X).
uint64_t vm_map(page_table root, uint64_t va, uint64_t rights);
// Maps the page at `pa`, readable and writable; false if there is no memory for a table.
bool vm_map_shared(page_table root, uint64_t va, uint64_t pa);
// The physical address of user address `va` if all of `rights` are there; 0 otherwise.
uint64_t vm_translate(page_table root, uint64_t va, uint64_t rights);

#endif
