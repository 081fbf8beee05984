// SPDX-License-Identifier: Apache-2.0
#include "layout.h"
#include "endpoint.h"
#include "page.h"
#include "panic.h"
#include "process.h"
#include "string.h"
#include "thread.h"

enum { LINE = 64, ENDPOINT_SIZE = 32, THREAD_SIZE = 4096 };
_Static_assert(sizeof(struct thread) <= THREAD_SIZE && sizeof(struct endpoint) <= ENDPOINT_SIZE, "objects follow one another");

// The colours of layout=spread, in lines: where the first object of a kind begins, and how much further each next one does. Of a
// thread lines 0 to 2 and 8 to 14 matter. Nodes stay where they are.
enum {
    THREAD_FIRST = 8,
    THREAD_STEP = 11,
    ENDPOINT_FIRST = 24,
    KERNEL_STACK_LINES = 16,
    USER_STACK_STEP_PAGES = 24, // three lines of the last table
    USER_STACK_STEP_MEGAPAGES = 8, // and one of the table above
};

struct area {
    uint8_t *base;
    uint64_t stride;
};

static struct area threads_area, nodes_area, endpoints_area;
bool layout_spread;

static struct area area(uint64_t *from, unsigned count, uint64_t stride, uint64_t first)
{
    struct area area = {(uint8_t *)physical_to_kernel(*from) + first, stride};
    *from += page_up(count * stride + first);
    return area;
}

void layout_init(const char *bootargs)
{
    layout_spread = strstr(bootargs, "layout=spread") != 0;
    uint64_t step = layout_spread ? LINE : 0;
    uint64_t start = page_alloc(page_order(MEGAPAGE)), next = start;
    if (start == 0)
        panic("no memory for the kernel's objects", 0);
    threads_area = area(&next, THREAD_COUNT, layout_spread ? PAGE_SIZE + THREAD_STEP * step : THREAD_SIZE, THREAD_FIRST * step);
    nodes_area = area(&next, PROCESS_COUNT, NODE_SLOTS * sizeof(struct slot), 0);
    endpoints_area = area(&next, ENDPOINT_COUNT, ENDPOINT_SIZE, ENDPOINT_FIRST * step);
    if (next > start + MEGAPAGE)
        panic("the kernel's objects need more than a megapage", 0);
}

struct thread *layout_thread(unsigned number)
{
    return (struct thread *)(threads_area.base + number * threads_area.stride);
}

unsigned layout_thread_number(const struct thread *thread)
{
    return (unsigned)(((const uint8_t *)thread - threads_area.base) / threads_area.stride);
}

struct slot *layout_node(unsigned number)
{
    return (struct slot *)(nodes_area.base + number * nodes_area.stride);
}

struct endpoint *layout_endpoint(unsigned number)
{
    return (struct endpoint *)(endpoints_area.base + number * endpoints_area.stride);
}

uint64_t layout_kernel_stack_offset(void)
{
    return layout_spread ? KERNEL_STACK_LINES * LINE : 0;
}

uint64_t layout_user_stack_offset(unsigned process)
{
    return layout_spread ? process * (USER_STACK_STEP_MEGAPAGES * (uint64_t)MEGAPAGE + USER_STACK_STEP_PAGES * PAGE_SIZE) : 0;
}
