// SPDX-License-Identifier: Apache-2.0
// Sv39. Every address space has the same upper half:
//
//   0xffffffc0_00000000 + p   physical address p, kernel only, global; gigapages that are not executable, but where the kernel is: there
//                             megapages, of which its first holds its text and is not writable    (entries 256.. of the root)
//   0x00000000_00000000 ..    user half, see abi.h                                   (entries 0..255)
#ifndef MEMORY_MAP_H
#define MEMORY_MAP_H

#include "abi.h"
#include "board.h"
#include "riscv.h"

#define KERNEL_OFFSET 0xffffffc000000000
#define KERNEL_ROOT_FIRST 256
#define PHYSICAL_GIGABYTES 16 // of the physical map that the kernel sees

#define HART_STACK_SHIFT 14

#define MEGAPAGE 0x200000
#define GIGAPAGE 0x40000000

#ifndef __ASSEMBLER__
static inline void *physical_to_kernel(uint64_t physical)
{
    return (void *)(physical + KERNEL_OFFSET);
}

static inline uint64_t kernel_to_physical(const void *kernel)
{
    return (uint64_t)kernel - KERNEL_OFFSET;
}

static inline uint64_t page_down(uint64_t address)
{
    return address & ~(uint64_t)(PAGE_SIZE - 1);
}

static inline uint64_t page_up(uint64_t address)
{
    return page_down(address + PAGE_SIZE - 1);
}
#endif
#endif
