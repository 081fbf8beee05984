// SPDX-License-Identifier: Apache-2.0
// The physical map of the board: QEMU's `virt`. Only the firmware uses devices by address; RAM and initrd come from the device tree.
#ifndef BOARD_H
#define BOARD_H

#define BOARD_MAX_HARTS 8

#define FINISHER_BASE 0x100000ul // write32: PASS, or FAIL with a code above it
#define FINISHER_PASS 0x5555u
#define FINISHER_FAIL 0x3333u
#define FINISHER_RESET 0x7777u

#define CLINT_BASE 0x2000000ul
#define CLINT_MSIP(hart) (CLINT_BASE + 4ul * (hart))
#define CLINT_MTIMECMP(hart) (CLINT_BASE + 0x4000ul + 8ul * (hart))
#define CLINT_MTIME (CLINT_BASE + 0xbff8ul)

#define UART_BASE 0x10000000ul

#define RAM_BASE 0x80000000ul
#define KERNEL_START 0x80200000ul // where the firmware enters the kernel; the firmware owns what lies below

#endif
