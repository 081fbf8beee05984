// SPDX-License-Identifier: Apache-2.0
#include "xentry.h"
#include "hart.h"
#include "memory_map.h"
#include "page.h"
#include "panic.h"
#include "process.h"
#include "string.h"
#include "xxpc.h"

static struct xpc_entry *table; // null until the first hart made it
static struct process *owners[XENTRY_COUNT]; // null = free
static struct xentry_contexts contexts_of[XENTRY_COUNT];
// The cache as large as the hart has it, filled by prefetch only; untagged, so that a revoked capability is gone at once.
static uint64_t control = XPCCTL_EN | 0xfful << XPCCTL_LINES_SHIFT;

void xentry_choose_control(const char *bootargs)
{
    static const char option[] = "xpcctl=0x";
    const char *digits = strstr(bootargs, option);
    if (digits == 0)
        return;
    static const char hexadecimal[] = "0123456789abcdef";
    control = 0;
    for (digits += strlen(option); *digits != 0 && strchr(hexadecimal, *digits) != 0; digits++)
        control = control << 4 | (uint64_t)(strchr(hexadecimal, *digits) - hexadecimal);
}

void xentry_init_hart(void)
{
    if (!machine_has_xpc)
        return;
    if (table == 0) {
        uint64_t page = page_alloc(page_order(XENTRY_COUNT * XPC_ENTRY_SIZE));
        if (page == 0)
            panic("no memory for the x-entry table", 0);
        table = physical_to_kernel(page);
    }
    xpc_csr_write(CSR_XSEGLEN, 0);
    xpc_csr_write(CSR_XENTRYTABLE, kernel_to_physical(table));
    xpc_csr_write(CSR_XENTRYSIZE, XENTRY_COUNT);
    xpc_csr_write(CSR_XPCCTL, control);
}

int64_t xentry_create(struct thread *handler, uint64_t pc, struct xentry_contexts contexts, struct runtime *creator)
{
    if (!machine_has_xpc)
        return -E_NO_XPC;
    if (pc >= USER_END || pc % 2 != 0 || contexts.idle >= USER_END || contexts.idle % sizeof(uint64_t) != 0)
        return -E_ARGUMENT;
    uint64_t id = 1;
    while (id < XENTRY_COUNT && owners[id] != 0)
        id++;
    if (id == XENTRY_COUNT)
        return -E_MEMORY;
    owners[id] = handler->process;
    contexts_of[id] = contexts;
    table[id].satp = handler->process->satp;
    table[id].pc = pc;
    table[id].xcallcap = handler->runtime->xcallcap;
    table[id].xseglist = handler->process->xseglist;
    fence_all();
    __atomic_store_n(&table[id].flags, XPC_FLAGS_VALID, __ATOMIC_RELEASE);
    runtime_give(creator, id, RIGHT_CALL | RIGHT_GRANT);
    return (int64_t)id;
}

struct process *xentry_owner(uint64_t id)
{
    return id < XENTRY_COUNT ? owners[id] : 0;
}

struct xentry_contexts xentry_contexts(uint64_t id)
{
    return contexts_of[id];
}

// Nobody keeps a right to it either: the ID may become another x-entry's.
static void remove(uint64_t id)
{
    __atomic_store_n(&table[id].flags, 0, __ATOMIC_RELEASE);
    owners[id] = 0;
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_state(thread_at(i)) != THREAD_FREE)
            runtime_take(thread_at(i)->runtime, id);
}

// Afterwards no hart is in the middle of an xcall that has read what was there before.
static void take_effect(void)
{
    hart_stop_all();
    hart_flush_all(FLUSH_ENGINE);
}

int64_t xentry_remove(struct process *process, uint64_t id)
{
    if (id == 0 || id >= XENTRY_COUNT || owners[id] != process)
        return -E_RIGHT;
    remove(id);
    take_effect();
    thread_free_ended(process);
    return 0;
}

void xentry_remove_all(struct process *process)
{
    for (uint64_t id = 1; id < XENTRY_COUNT; id++)
        if (owners[id] == process)
            remove(id);
    take_effect();
}

bool xentry_runs_as(const struct runtime *runtime)
{
    for (uint64_t id = 1; id < XENTRY_COUNT; id++)
        if (owners[id] != 0 && table[id].xcallcap == runtime->xcallcap)
            return true;
    return false;
}

uint64_t xentry_count(void)
{
    uint64_t count = 0;
    for (uint64_t id = 1; id < XENTRY_COUNT; id++)
        count += owners[id] != 0;
    return count;
}

int64_t xentry_grant(struct runtime *giver, uint64_t id, uint64_t rights, struct runtime *taker)
{
    if (id == 0 || id >= XENTRY_COUNT || (rights & ~(uint64_t)(RIGHT_CALL | RIGHT_GRANT)) != 0 || taker == 0)
        return -E_ARGUMENT;
    if (owners[id] == 0 || !runtime_has(giver, id, RIGHT_GRANT))
        return -E_RIGHT;
    runtime_give(taker, id, rights);
    return 0;
}

int64_t xentry_revoke(struct runtime *by, uint64_t id, struct runtime *from)
{
    if (id == 0 || id >= XENTRY_COUNT || from == 0)
        return -E_ARGUMENT;
    if (owners[id] != by->process && !runtime_has(by, id, RIGHT_GRANT))
        return -E_RIGHT;
    runtime_take(from, id);
    take_effect();
    return 0;
}
