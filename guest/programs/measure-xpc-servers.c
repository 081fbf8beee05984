// SPDX-License-Identifier: Apache-2.0
// A client calls k servers in turn, with and without telling the engine beforehand which comes next. The servers are processes of their own, without
// trampolines, so that it is the engine that is seen. `cycles` is from before the xcall to the callee's first instruction, `hint` what the prefetch took.
#include "child.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "xpc.h"

enum { SERVERS = 16, WORK = 64 };

static const unsigned counts[] = {1, 2, 4, 8, 16};
enum { COUNTS = sizeof counts / sizeof *counts };

struct sample {
    uint64_t call, prefetch;
};

static struct sample samples[COUNTS][2][MEASURE_MOST];
static int64_t ids[SERVERS], processes[SERVERS];

// What a client does between two calls: some arithmetic in registers, during which a prefetch can go on if the engine lets it.
__attribute__((noinline)) static void work(void)
{
    for (int i = 0; i < WORK; i++)
        __asm__ volatile("" : "+r"(i));
}

__attribute__((noinline)) static struct sample once(int64_t id, int64_t hint)
{
    register uint64_t inside __asm__("a1");
    uint64_t before = 0, after = 0, start;
    if (hint != 0)
        __asm__ volatile("rdcycle %0\n" XPC_ASM_XCALL("%2") "rdcycle %1\n" : "=&r"(before), "=&r"(after) : "r"(hint) : "memory");
    work();
    __asm__ volatile(".align 6\n rdcycle %0\n" XPC_ASM_XCALL("%2") : "=&r"(start), "=&r"(inside) : "r"(id) : "t0", "memory");
    return (struct sample){inside - start, after - before};
}

static void measure(unsigned count, bool prefetch, struct sample *result, unsigned repetitions)
{
    unsigned next = 0;
    for (unsigned i = 0; i < MEASURE_WARM_UP + repetitions; i++) {
        struct sample sample = once(ids[next], prefetch ? -ids[next] : 0);
        if (i >= MEASURE_WARM_UP)
            result[i - MEASURE_WARM_UP] = sample;
        next = next + 1 == count ? 0 : next + 1;
    }
}

int main(void)
{
    unsigned repetitions = measure_repetitions();
    for (unsigned i = 0; i < SERVERS; i++) {
        char letter[] = {(char)('A' + i), 0}, name[NAME_MAX];
        processes[i] = start_child("measure-xpc-server", letter, RIGHT_CALL);
        snprintf(name, sizeof name, "measure-raw-%s", letter);
        ids[i] = name_wait_entry(name);
        if (ids[i] < 0)
            return 1;
    }
    for (unsigned c = 0; c < COUNTS; c++)
        for (unsigned prefetch = 0; prefetch < 2; prefetch++)
            measure(counts[c], prefetch, samples[c][prefetch], repetitions);
    for (unsigned c = 0; c < COUNTS; c++)
        for (unsigned prefetch = 0; prefetch < 2; prefetch++)
            for (unsigned i = 0; i < repetitions; i++)
                printf("M turn servers=%u prefetch=%u rep=%u hint=%lu cycles=%lu\n", counts[c], prefetch, i, samples[c][prefetch][i].prefetch,
                       samples[c][prefetch][i].call);
    for (unsigned i = 0; i < SERVERS; i++)
        kill_process(processes[i]);
    return 0;
}
