// SPDX-License-Identifier: Apache-2.0
// The engine's instructions alone: rdcycle, the instruction, rdcycle where it leads. `empty` is two rdcycle in a row, which is what measuring costs. Cold: L1
// caches; the engine cache keeps what it has, if it is in use.
#include "child.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "xpc.h"

enum { XCALL, XRET, SWAPSEG, EMPTY, KINDS };

static uint64_t samples[KINDS][2][MEASURE_MOST];

__attribute__((noinline)) static void call_once(int64_t id, uint64_t *call, uint64_t *back)
{
    register uint64_t inside __asm__("a1");
    uint64_t start, end;
    __asm__ volatile(".align 6\n rdcycle %0\n" XPC_ASM_XCALL("%3") "rdcycle %2\n"
                     : "=&r"(start), "=&r"(inside), "=&r"(end)
                     : "r"(id)
                     : "t0", "memory");
    *call = inside - start;
    *back = end - inside;
}

__attribute__((noinline)) static uint64_t swap_once(int64_t index)
{
    uint64_t start, end;
    __asm__ volatile(".align 6\n rdcycle %0\n" XPC_ASM_SWAPSEG("%2") "rdcycle %1\n" : "=&r"(start), "=&r"(end) : "r"(index) : "memory");
    return end - start;
}

__attribute__((noinline)) static uint64_t nothing_once(void)
{
    uint64_t start, end;
    __asm__ volatile(".align 6\n rdcycle %0\n rdcycle %1\n" : "=&r"(start), "=&r"(end)::"memory");
    return end - start;
}

static void once(unsigned kind, int64_t id, int64_t segment, unsigned cold, unsigned i)
{
    uint64_t *sample = samples[kind][cold];
    if (cold != 0)
        measure_make_cold();
    if (kind == XCALL)
        call_once(id, &sample[i], &samples[XRET][cold][i]);
    else
        sample[i] = kind == SWAPSEG ? swap_once(segment) : nothing_once();
}

int main(void)
{
    static const char *const kinds[KINDS] = {"xcall", "xret", "swapseg", "empty"};
    unsigned repetitions = measure_repetitions();
    int64_t server = start_child("measure-xpc-server", "A", RIGHT_CALL);
    int64_t id = name_wait_entry("measure-raw-A");
    int64_t segment = alloc_relay_mem(4096, NULL);
    if (segment < 0)
        return 1;
    static const unsigned measured[] = {XCALL, SWAPSEG, EMPTY};
    for (unsigned k = 0; k < sizeof measured / sizeof *measured; k++) {
        for (unsigned i = 0; i < MEASURE_WARM_UP; i++)
            once(measured[k], id, segment, 0, i);
        for (unsigned cold = 0; cold < 2; cold++)
            for (unsigned i = 0; i < repetitions; i++)
                once(measured[k], id, segment, cold, i);
    }
    for (unsigned kind = 0; kind < KINDS; kind++)
        for (unsigned cold = 0; cold < 2; cold++)
            for (unsigned i = 0; i < repetitions; i++)
                printf("M %s state=%s rep=%u cycles=%lu\n", kinds[kind], cold ? "cold" : "warm", i, samples[kind][cold][i]);
    return (int)kill_process(server);
}
