// SPDX-License-Identifier: Apache-2.0
// Physical memory in ranges of 2^order pages, each aligned to its size: what a page table or a relay segment needs.
#ifndef PAGE_H
#define PAGE_H

#include <stdint.h>

#define PAGE_ORDER_MAX 16 // 256 MiB

// RAM from `start` to `end` (physical) is managed; none of it is free yet. The allocator's own table is laid at `table`; returns its end.
uint64_t page_init(uint64_t start, uint64_t end, uint64_t table);
// Gives whole pages inside [start, end) to the allocator.
void page_add(uint64_t start, uint64_t end);
// The order of the smallest range that holds `bytes`.
unsigned page_order(uint64_t bytes);
// Physical address of a zeroed range, 0 if there is none.
uint64_t page_alloc(unsigned order);
void page_free(uint64_t address, unsigned order);
uint64_t page_free_count(void);

#endif
