// SPDX-License-Identifier: Apache-2.0
// Buddy allocator. A free range is a node in the list of its order, kept in the range's own first bytes; `head_order` tells for every
// page whether a free range begins there.
#include "page.h"
#include "memory_map.h"
#include "panic.h"
#include "string.h"

enum { NOT_A_HEAD = 0xff };

struct range {
    struct range *next, **link; // *link points to this
};

static struct range *free_ranges[PAGE_ORDER_MAX + 1];
static uint8_t *head_order; // of each page: order of the free range that begins there
static uint64_t first_page, page_count, free_pages;

static uint64_t index_of(uint64_t address)
{
    return (address >> PAGE_SHIFT) - first_page;
}

static void push(uint64_t address, unsigned order)
{
    struct range *range = physical_to_kernel(address);
    range->next = free_ranges[order];
    range->link = &free_ranges[order];
    if (range->next != 0)
        range->next->link = &range->next;
    free_ranges[order] = range;
    head_order[index_of(address)] = (uint8_t)order;
    free_pages += 1ul << order;
}

static void take(uint64_t address, unsigned order)
{
    struct range *range = physical_to_kernel(address);
    *range->link = range->next;
    if (range->next != 0)
        range->next->link = range->link;
    head_order[index_of(address)] = NOT_A_HEAD;
    free_pages -= 1ul << order;
}

uint64_t page_init(uint64_t start, uint64_t end, uint64_t table)
{
    first_page = start >> PAGE_SHIFT;
    page_count = (end - start) >> PAGE_SHIFT;
    head_order = physical_to_kernel(table);
    memset(head_order, NOT_A_HEAD, page_count);
    return page_up(table + page_count);
}

void page_add(uint64_t start, uint64_t end)
{
    for (start = page_up(start), end = page_down(end); start < end; start += PAGE_SIZE)
        page_free(start, 0);
}

unsigned page_order(uint64_t bytes)
{
    unsigned order = 0;
    while (((uint64_t)PAGE_SIZE << order) < bytes)
        order++;
    return order;
}

uint64_t page_alloc(unsigned order)
{
    unsigned from = order;
    while (from <= PAGE_ORDER_MAX && free_ranges[from] == 0)
        from++;
    if (order > PAGE_ORDER_MAX || from > PAGE_ORDER_MAX)
        return 0;
    uint64_t address = kernel_to_physical(free_ranges[from]);
    take(address, from);
    while (from > order) { // the upper half of each split stays free
        from--;
        push(address + ((uint64_t)PAGE_SIZE << from), from);
    }
    memset(physical_to_kernel(address), 0, (uint64_t)PAGE_SIZE << order);
    return address;
}

void page_free(uint64_t address, unsigned order)
{
    if (index_of(address) >= page_count || head_order[index_of(address)] != NOT_A_HEAD)
        panic("page_free: not an allocated page", 0);
    for (; order < PAGE_ORDER_MAX; order++) {
        uint64_t buddy = address ^ ((uint64_t)PAGE_SIZE << order);
        if (index_of(buddy) >= page_count || head_order[index_of(buddy)] != order)
            break;
        take(buddy, order);
        address &= ~((uint64_t)PAGE_SIZE << order);
    }
    push(address, order);
}

uint64_t page_free_count(void)
{
    return free_pages;
}
