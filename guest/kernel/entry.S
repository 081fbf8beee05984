// SPDX-License-Identifier: Apache-2.0
// The firmware enters here, translation off: a0 = hart, a1 = device tree (physical). Turns translation on and goes to C on the hart's stack.
#include "memory_map.h"

#define PTE_TABLE 0x01        // V
#define PTE_KERNEL_DATA 0xe7  // V R W G A D
#define PTE_KERNEL_TEXT 0x6b  // V R X G A
#define PPN_SHIFT 10          // of the page number in a PTE

    .section .text.entry, "ax"
    .globl _start
_start:
    la      t0, bss_start
    la      t1, bss_end
1:  bgeu    t0, t1, 2f
    sd      zero, 0(t0)
    addi    t0, t0, 8
    j       1b

    // boot_root: physical gigapage i at KERNEL_OFFSET + i GiB, none of it executable
2:  la      t0, boot_root + KERNEL_ROOT_FIRST * 8
    li      t1, PTE_KERNEL_DATA
    li      t2, PHYSICAL_GIGABYTES
    li      t3, 1 << 28             // PPN of 1 GiB, at its place in a PTE
3:  sd      t1, 0(t0)
    add     t1, t1, t3
    addi    t0, t0, 8
    addi    t2, t2, -1
    bnez    t2, 3b

    // The gigapage that holds the kernel, in megapages: the kernel's text, which the linker script gives the first one, is executable and not writable.
    la      t0, boot_table
    la      t3, boot_root + (KERNEL_ROOT_FIRST + RAM_BASE / GIGAPAGE) * 8
    srli    t1, t0, PAGE_SHIFT
    slli    t1, t1, PPN_SHIFT
    ori     t1, t1, PTE_TABLE
    sd      t1, 0(t3)
    li      t1, RAM_BASE >> PAGE_SHIFT << PPN_SHIFT | PTE_KERNEL_DATA
    li      t2, PAGE_SIZE / 8
    li      t3, MEGAPAGE >> PAGE_SHIFT << PPN_SHIFT
5:  sd      t1, 0(t0)
    add     t1, t1, t3
    addi    t0, t0, 8
    addi    t2, t2, -1
    bnez    t2, 5b
    la      t0, boot_table + (KERNEL_START - RAM_BASE) / MEGAPAGE * 8
    li      t1, KERNEL_START >> PAGE_SHIFT << PPN_SHIFT | PTE_KERNEL_TEXT
    sd      t1, 0(t0)
    la      s0, kernel_main
    j       high

    // Every further hart, started by SBI.
    .globl secondary_start
secondary_start:
    la      s0, kernel_secondary

    // Nothing is mapped here: the first fetch after the write of satp traps to stvec, which is the next line at its kernel address.
high:
    li      t1, KERNEL_OFFSET
    la      t0, 4f
    add     t0, t0, t1
    csrw    stvec, t0
    la      t0, boot_root
    srli    t0, t0, PAGE_SHIFT
    li      t2, SATP_SV39
    or      t0, t0, t2
    sfence.vma
    csrw    satp, t0
    nop
    .align  2
4:  add     s0, s0, t1
    la      sp, hart_stacks
    addi    t0, a0, 1
    slli    t0, t0, HART_STACK_SHIFT
    add     sp, sp, t0
    la      t0, trap_entry
    csrw    stvec, t0
    csrw    sscratch, zero
    csrw    sie, zero
    jr      s0

    .section .data
    .globl boot_root
    .align 12
boot_root:
    .space  PAGE_SIZE
boot_table:
    .space  PAGE_SIZE

    .section .stacks, "aw", @nobits
    .globl hart_stacks
    .align 12
hart_stacks:
    .space  BOARD_MAX_HARTS << HART_STACK_SHIFT
