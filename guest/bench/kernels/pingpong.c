// SPDX-License-Identifier: Apache-2.0
// Two programs in U-mode with an address space and an ASID each give a value to and fro through a kernel in S-mode: about a hundred instructions
// a round trip, two traps, and two writes of satp without a fence.
#include "pingpong.h"
#include "bench.h"
#include "paging.h"
#include "pair.h"
#include "riscv.h"

struct context {
    uint64_t satp, pc;
    struct context *other;
    uint64_t ra, sp, s[12];
};
_Static_assert(offsetof(struct context, pc) == CONTEXT_PC, "CONTEXT_PC");
_Static_assert(offsetof(struct context, other) == CONTEXT_OTHER, "CONTEXT_OTHER");
_Static_assert(offsetof(struct context, ra) == CONTEXT_RA, "CONTEXT_RA");
_Static_assert(offsetof(struct context, s) == CONTEXT_S(0), "CONTEXT_S");

extern const char pingpong_trap[], pingpong_first[], pingpong_second[];
static struct context first, second;

static uint64_t kernel(uint64_t trips)
{
    first = (struct context){.satp = pair_satp[0], .other = &second};
    second = (struct context){.satp = pair_satp[1], .other = &first, .pc = pair_address(pingpong_second)};
    csr_write(sscratch, &first);
    return enter_user(trips, pair_address(pingpong_first), pingpong_trap);
}

static uint64_t run(uint64_t rounds)
{
    pair_reset();
    return in_supervisor(kernel, rounds, pair_satp[0]);
}

static const char *check(void)
{
    enum { SOME = 100 };
    pair_new();
    if (run(SOME) != pair_expect(SOME))
        return "not the value after 100 round trips";
    return pair_pages_hold(SOME) ? 0 : "not the pages after 100 round trips";
}

BENCH bench = {.name = "pingpong", .rounds = 16000, .counts_rounds = true, .check = check, .run = run};
