// SPDX-License-Identifier: Apache-2.0
// Reading a flattened device tree (Devicetree Specification 0.4, chapter 5).
#ifndef FDT_H
#define FDT_H

#include <stdbool.h>
#include <stdint.h>

// What the guest wants to know of its board.
struct board_info {
    uint64_t ram_base, ram_size;           // of the first /memory node
    uint64_t initrd_start, initrd_end;     // /chosen; 0, 0 = none
    uint64_t timebase;                     // ticks of `time` per second
    uint64_t hart_mask;                    // bit i: a cpu node with reg = i
    bool has_xxpc;                         // a cpu node's riscv,isa names it
    const char *bootargs;                  // /chosen, "" if absent
    uint64_t fdt_size;                     // bytes of the tree itself
};

// Fills `info` from the tree at `fdt`. Returns false if there is no tree there.
bool fdt_read(const void *fdt, struct board_info *info);

#endif
