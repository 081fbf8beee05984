// SPDX-License-Identifier: Apache-2.0
#include "shared.h"
#include "page.h"

_Static_assert(PROCESS_COUNT <= 64, "holders is one word");

static struct shared rows[SHARED_COUNT];

void shared_hold(struct shared *shared, const struct process *process)
{
    shared->holders |= 1ul << (process_number(process) - 1);
}

int64_t shared_create(struct process *process, uint64_t bytes)
{
    if (bytes == 0 || bytes > (uint64_t)PAGE_SIZE << PAGE_ORDER_MAX)
        return -E_ARGUMENT;
    for (unsigned i = 0; i < SHARED_COUNT; i++) {
        struct shared *shared = &rows[i];
        if (shared->holders != 0)
            continue;
        uint64_t pa = page_alloc(page_order(bytes));
        if (pa == 0)
            return -E_MEMORY;
        int64_t slot = capability_add(process, capability_of(CAPABILITY_SHARED, shared, RIGHT_CALL | RIGHT_GRANT, 0));
        if (slot < 0) {
            page_free(pa, page_order(bytes));
            return slot;
        }
        *shared = (struct shared){.pa = pa, .bytes = page_up(bytes)};
        shared_hold(shared, process);
        return slot;
    }
    return -E_MEMORY;
}

int64_t shared_map(struct process *process, struct shared *shared)
{
    uint64_t start = process->shared_end;
    if (shared->bytes > RELAY_BASE - start)
        return -E_MEMORY;
    process->shared_end += shared->bytes; // a part that fails is not used again
    for (uint64_t at = 0; at < shared->bytes; at += PAGE_SIZE)
        if (!vm_map_shared(process->root, start + at, shared->pa + at))
            return -E_MEMORY;
    return (int64_t)start;
}

void shared_release_all(const struct process *process)
{
    uint64_t bit = 1ul << (process_number(process) - 1);
    for (unsigned i = 0; i < SHARED_COUNT; i++) {
        struct shared *shared = &rows[i];
        if ((shared->holders & bit) == 0)
            continue;
        shared->holders &= ~bit;
        if (shared->holders == 0)
            page_free(shared->pa, page_order(shared->bytes));
    }
}
