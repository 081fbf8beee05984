// SPDX-License-Identifier: Apache-2.0
// What the end of a process costs, A -> B -> C, where C ends B: SYS_KILL, and the way from C to A, which goes by way of the kernel since B is gone. Beside threads that sleep in
// chains of calls, which termination=scan looks at and termination=clear does not (kernel/termination.h).
//     E threads=N records=N kill=CYCLES return=CYCLES pages=N
// medians; pages: what is not yet free of B when C returns, beyond what is not when A goes on.
#include "child.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

enum { SLEEPERS = 8, DEPTH = 6, LOADS = 3, FOREVER_SHIFT = 40, MAIN_WHO = 1, MAIN_CALL };
static const unsigned loads[LOADS] = {0, 4, 12}; // processes with SLEEPERS threads each

static int64_t id, victim;
static volatile unsigned asleep;

static uint64_t sleep_deep(uint64_t depth, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    if (depth < DEPTH)
        return xpc_call(id, depth + 1, 0).value;
    __atomic_fetch_add(&asleep, 1, __ATOMIC_RELEASE);
    sleep_ticks(1ul << FOREVER_SHIFT);
    return 0;
}

static void sleeper(void *unused)
{
    (void)unused;
    xpc_call(id, 1, 0);
}

static uint64_t how_many_sleep(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return asleep;
}

static int be_load(void)
{
    id = xpc_register_entry(0, sleep_deep, SLEEPERS * DEPTH);
    for (unsigned i = 0; i < SLEEPERS; i++)
        thread_start(sleeper, NULL, PRIORITY_DEFAULT);
    name_register_entry(program->arguments, xpc_register_entry(0, how_many_sleep, 1));
    for (;;)
        sleep_ticks(1ul << FOREVER_SHIFT);
}

static uint64_t middle(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    return operation == MAIN_WHO ? identity(0) : xpc_call((int64_t)x, 1, 0).value;
}

static int be_middle(void)
{
    name_register_entry("middle", xpc_register_entry(0, middle, 1));
    for (;;)
        sleep_ticks(1ul << FOREVER_SHIFT);
}

static struct {
    uint64_t kill, back, pages;
} now, samples[MEASURE_MOST];

static uint64_t free_pages(void)
{
    struct books books;
    system3(SYS_BOOKS, (uint64_t)&books, 0, 0);
    return books.pages_free;
}

static uint64_t ends_caller(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    uint64_t start = cycles();
    kill_process(victim);
    now.kill = cycles() - start;
    now.pages = free_pages();
    now.back = cycles();
    return 0;
}

static void once(int64_t end)
{
    victim = start_child("measure-end", "middle", RIGHT_CALL);
    int64_t b = name_wait_entry("middle");
    xcall_grant(end, RIGHT_CALL, xpc_call(b, MAIN_WHO, 0).value);
    xpc_call(b, MAIN_CALL, (uint64_t)end);
    now.back = cycles() - now.back;
    now.pages = free_pages() - now.pages;
    wait_process(victim);
}

static uint64_t median(const uint64_t *first, unsigned count)
{
    enum { WORDS = sizeof now / sizeof now.kill };
    for (unsigned i = 0; i < count; i++) {
        unsigned below = 0, equal = 0;
        for (unsigned j = 0; j < count; j++) {
            below += first[j * WORDS] < first[i * WORDS];
            equal += first[j * WORDS] == first[i * WORDS];
        }
        if (below <= count / 2 && count / 2 < below + equal)
            return first[i * WORDS];
    }
    return 0;
}

static void add_load(unsigned number)
{
    char name[] = "load-a";
    name[5] = (char)('a' + number);
    start_child("measure-end", name, RIGHT_CALL);
    int64_t load = name_wait_entry(name);
    while (xpc_call(load, 1, 0).value < SLEEPERS)
        yield();
}

int main(void)
{
    unsigned repetitions = measure_repetitions(), processes = 0;
    if (program->arguments[0] == 'l')
        return be_load();
    if (program->arguments[0] == 'm')
        return be_middle();
    int64_t end = xpc_register_entry(0, ends_caller, 1);
    for (unsigned l = 0; l < LOADS; l++) {
        for (; processes < loads[l]; processes++)
            add_load(processes);
        for (unsigned i = 0; i < repetitions; i++) {
            once(end);
            samples[i] = now;
        }
        printf("E threads=%u records=%u kill=%lu return=%lu pages=%lu\n", processes * SLEEPERS, processes * SLEEPERS * DEPTH,
               median(&samples[0].kill, repetitions), median(&samples[0].back, repetitions), median(&samples[0].pages, repetitions));
    }
    return 0;
}
