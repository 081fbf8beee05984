// SPDX-License-Identifier: Apache-2.0
// The round trip of pingpong by xcall and xret, without a kernel on the way. Runs on a machine with Xxpc only.
#include "xcall.h"
#include "bench.h"
#include "paging.h"
#include "pair.h"
#include "riscv.h"
#include "xxpc.h"

enum { ENTRIES = 2, IDS = 64, LINKS = 4 };

static struct xpc_entry entries[ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static uint64_t capabilities[IDS / 64] __attribute__((aligned(64)));
static struct xpc_record links[LINKS] __attribute__((aligned(XPC_RECORD_SIZE)));

extern const char xcall_caller[], xcall_entry[];

static uint64_t kernel(uint64_t trips)
{
    return enter_user(trips, pair_address(xcall_caller), leave_user);
}

static uint64_t run(uint64_t rounds)
{
    pair_reset();
    return in_supervisor(kernel, rounds, pair_satp[0]);
}

// The caller may call the x-entry, which may call nobody.
static void set_up(void)
{
    pair_new();
    entries[XCALL_ID] = (struct xpc_entry){
        .flags = XPC_FLAGS_VALID, .satp = pair_satp[1], .pc = pair_address(xcall_entry)};
    capabilities[0] = 1ul << XCALL_ID;
    xpc_csr_write(CSR_XENTRYTABLE, entries);
    xpc_csr_write(CSR_XENTRYSIZE, ENTRIES);
    xpc_csr_write(CSR_XCALLCAP, (uint64_t)capabilities | 1);
    xpc_csr_write(CSR_XLINKBASE, links);
    xpc_csr_write(CSR_XLINKLIMIT, links + LINKS);
    xpc_csr_write(CSR_XLINK, links);
    xpc_csr_write(CSR_XPCCTL, XPCCTL_EN);
}

static const char *check(void)
{
    enum { SOME = 100 };
    if (!has_xxpc)
        return "this machine has no Xxpc";
    set_up();
    if (run(SOME) != pair_expect(SOME))
        return "not the value after 100 round trips";
    return pair_pages_hold(SOME) ? 0 : "not the pages after 100 round trips";
}

BENCH bench = {.name = "xcall", .rounds = 200000, .counts_rounds = true, .check = check, .run = run};
