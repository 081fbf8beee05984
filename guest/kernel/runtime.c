// SPDX-License-Identifier: Apache-2.0
#include "runtime.h"
#include "memory_map.h"
#include "page.h"
#include "process.h"
#include "thread.h"
#include "xxpc.h"

enum { SIZE_CODE = 5 };
_Static_assert(1 << (SIZE_CODE + XPC_CAP_SIZE_BIAS) == XENTRY_COUNT, "the table covers every x-entry");
_Static_assert(RUNTIME_OFFSET + sizeof(struct runtime) <= PAGE_SIZE, "bitmap and runtime share a page");

struct runtime *runtime_create(struct process *process)
{
    uint64_t page = page_alloc(0);
    if (page == 0)
        return 0;
    uint64_t xcallcap = (uint64_t)XPC_CAP_BITMAP << XPC_CAP_FORMAT_SHIFT | page | SIZE_CODE;
    struct runtime *runtime = runtime_of(xcallcap);
    runtime->xcallcap = xcallcap;
    runtime->process = process;
    return runtime;
}

void runtime_destroy(struct runtime *runtime)
{
    page_free(runtime->xcallcap & XPC_CAP_BASE, 0);
}

struct runtime *runtime_of(uint64_t xcallcap)
{
    return (struct runtime *)((uint8_t *)physical_to_kernel(xcallcap & XPC_CAP_BASE) + RUNTIME_OFFSET);
}

struct runtime *runtime_find(uint64_t identity)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if ((thread_lives(thread_at(i)) || thread_state(thread_at(i)) == THREAD_PASSIVE) && thread_at(i)->runtime->xcallcap == identity)
            return thread_at(i)->process->state == PROCESS_ALIVE ? thread_at(i)->runtime : 0;
    return 0;
}

uint64_t *runtime_bitmap(struct runtime *runtime)
{
    return (uint64_t *)((uint8_t *)runtime - RUNTIME_OFFSET);
}

bool runtime_has(struct runtime *runtime, uint64_t id, uint64_t rights)
{
    uint64_t word = id / 64, bit = 1ul << (id % 64);
    return ((rights & RIGHT_CALL) == 0 || (runtime_bitmap(runtime)[word] & bit) != 0) &&
           ((rights & RIGHT_GRANT) == 0 || (runtime->grant[word] & bit) != 0);
}

void runtime_give(struct runtime *runtime, uint64_t id, uint64_t rights)
{
    uint64_t word = id / 64, bit = 1ul << (id % 64);
    if ((rights & RIGHT_GRANT) != 0)
        runtime->grant[word] |= bit;
    if ((rights & RIGHT_CALL) != 0)
        runtime_bitmap(runtime)[word] |= bit;
}

void runtime_take(struct runtime *runtime, uint64_t id)
{
    uint64_t word = id / 64, bit = 1ul << (id % 64);
    runtime->grant[word] &= ~bit;
    runtime_bitmap(runtime)[word] &= ~bit;
}
