// SPDX-License-Identifier: Apache-2.0
#include "segment.h"
#include "hart.h"
#include "memory_map.h"
#include "page.h"
#include "thread.h"
#include "xxpc.h"

_Static_assert(SEGMENT_LIST_ENTRIES * XPC_LIST_SIZE <= PAGE_SIZE, "a list is one page");

static struct segment {
    struct process *maker; // null = row not in use
    uint64_t pa, length;
} segments[SEGMENT_COUNT];

static struct xpc_list_entry *list_of(uint64_t xseglist)
{
    return physical_to_kernel(page_down(xseglist));
}

static bool overlap(uint64_t a, uint64_t a_length, uint64_t b, uint64_t b_length)
{
    return a_length != 0 && b_length != 0 && a < b + b_length && b < a + a_length;
}

// What the owner word of an entry says: bit 0 is LOCK, above it the row of the segment made in it; 0 = free for any.
static uint64_t reservation(unsigned row)
{
    return (uint64_t)(row + 1) << 1;
}

uint64_t segment_list_create(void)
{
    uint64_t page = page_alloc(0);
    return page != 0 ? page | SEGMENT_LIST_ENTRIES : 0;
}

void segment_list_destroy(uint64_t xseglist)
{
    page_free(page_down(xseglist), 0);
}

int64_t segment_create(struct process *process, uint64_t bytes, uint64_t *va)
{
    struct xpc_list_entry *list = list_of(process->xseglist);
    unsigned index = 0, row = 0;
    // An entry stays reserved for the segment that was made in it, also while the segment is active elsewhere.
    while (index < SEGMENT_LIST_ENTRIES && (list[index].len != 0 || list[index].owner != 0))
        index++;
    while (row < SEGMENT_COUNT && segments[row].maker != 0)
        row++;
    if (bytes == 0 || bytes > (uint64_t)PAGE_SIZE << PAGE_ORDER_MAX)
        return -E_ARGUMENT;
    if (index == SEGMENT_LIST_ENTRIES || row == SEGMENT_COUNT)
        return -E_MEMORY;
    uint64_t pa = page_alloc(page_order(bytes));
    if (pa == 0)
        return -E_MEMORY;
    segments[row] = (struct segment){process, pa, page_up(bytes)};
    list[index].va = *va = RELAY_BASE + pa;
    list[index].pa = pa;
    list[index].owner = reservation(row);
    fence_all();
    __atomic_store_n(&list[index].len, page_up(bytes) | XPC_SEG_WRITABLE, __ATOMIC_RELEASE);
    return index;
}

// Takes the entry out of the list, against swapseg on another hart: LOCK, then read.
static void clear(struct xpc_list_entry *entry)
{
    __atomic_fetch_or(&entry->owner, XPC_LIST_LOCK, __ATOMIC_ACQ_REL);
    fence_all();
    entry->va = 0;
    entry->pa = 0;
    entry->len = 0;
    fence_all();
    __atomic_fetch_and(&entry->owner, ~(uint64_t)XPC_LIST_LOCK, __ATOMIC_RELEASE);
}

// Whether anybody's registers or records hold a part of the range. Every thread's state must be in memory.
static bool in_use(uint64_t pa, uint64_t length)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        const struct thread *thread = thread_at(i);
        if (thread_state(thread) == THREAD_FREE || thread_state(thread) == THREAD_ENDED)
            continue;
        if (overlap(thread->xpc.seg_pa, thread->xpc.seg_len & XPC_SEG_LENGTH, pa, length))
            return true;
        for (uint64_t link = thread->xpc.link_base; link < thread->xpc.link; link += XPC_RECORD_SIZE) {
            const struct xpc_record *record = physical_to_kernel(link);
            if (overlap(record->segpa, record->seglen & XPC_SEG_LENGTH, pa, length))
                return true;
        }
    }
    return false;
}

int64_t segment_free(struct process *process, uint64_t index)
{
    if (index >= SEGMENT_LIST_ENTRIES)
        return -E_ARGUMENT;
    hart_flush_all();
    struct xpc_list_entry *list = list_of(process->xseglist);
    unsigned row = 0;
    while (row < SEGMENT_COUNT && !(segments[row].maker == process && segments[row].pa == list[index].pa &&
                                    segments[row].length == (list[index].len & XPC_SEG_LENGTH)))
        row++;
    if (row == SEGMENT_COUNT)
        return -E_RIGHT; // not its own, not a whole segment, or an empty entry
    if (in_use(segments[row].pa, segments[row].length))
        return -E_AGAIN; // a caller further up handed it over and will want it back
    clear(&list[index]);
    for (unsigned i = 0; i < SEGMENT_LIST_ENTRIES; i++)
        if (list[i].owner == reservation(row))
            list[i].owner = 0;
    page_free(segments[row].pa, page_order(segments[row].length));
    segments[row].maker = 0;
    return 0;
}

void segment_take_back(uint64_t pa, uint64_t length)
{
    for (unsigned i = 0; i < PROCESS_COUNT; i++) {
        if (processes[i].state == PROCESS_FREE || processes[i].state == PROCESS_ZOMBIE)
            continue;
        struct xpc_list_entry *list = list_of(processes[i].xseglist);
        for (unsigned j = 0; j < SEGMENT_LIST_ENTRIES; j++)
            if (overlap(list[j].pa, list[j].len & XPC_SEG_LENGTH, pa, length))
                clear(&list[j]);
    }
}

// Registers and records lose the range together, so that they are still equal at the xret.
static void revoke(uint64_t pa, uint64_t length)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        struct thread *thread = thread_at(i);
        if (thread_state(thread) == THREAD_FREE)
            continue;
        struct xpc_state *xpc = &thread->xpc;
        if (overlap(xpc->seg_pa, xpc->seg_len & XPC_SEG_LENGTH, pa, length))
            xpc->seg_va = xpc->seg_pa = xpc->seg_len = xpc->mask_base = xpc->mask_len = 0;
        for (uint64_t link = xpc->link_base; link < xpc->link; link += XPC_RECORD_SIZE) {
            struct xpc_record *record = physical_to_kernel(link);
            if (overlap(record->segpa, record->seglen & XPC_SEG_LENGTH, pa, length))
                record->segva = record->segpa = record->seglen = record->maskbase = record->masklen = 0;
        }
    }
    segment_take_back(pa, length);
}

void segment_free_all(struct process *process)
{
    hart_flush_all();
    for (unsigned row = 0; row < SEGMENT_COUNT; row++)
        if (segments[row].maker == process) {
            revoke(segments[row].pa, segments[row].length);
            page_free(segments[row].pa, page_order(segments[row].length));
            segments[row].maker = 0;
        }
}
