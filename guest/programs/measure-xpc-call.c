// SPDX-License-Identifier: Apache-2.0
// One-way cost of a cross process call, as software sees it: from a rdcycle in the caller to the first instruction of the callee's handler, and from there
// back to the caller. With full and with partial contexts, warm and with cold L1 caches.
#include "child.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"

struct sample {
    uint64_t call, back;
};

static struct sample samples[2][2][MEASURE_MOST]; // context, state

typedef struct sample (*round_trip)(int64_t id);

__attribute__((noinline)) static struct sample partial(int64_t id)
{
    uint64_t start = cycles();
    struct xpc_result inside = xpc_call(id, 1, 0);
    uint64_t end = cycles();
    return (struct sample){inside.value - start, end - inside.value};
}

__attribute__((noinline)) static struct sample full(int64_t id)
{
    uint64_t start = cycles();
    struct xpc_result inside = xpc_call_full(id, 1, 0, 0, 0, 0, 0);
    uint64_t end = cycles();
    return (struct sample){inside.value - start, end - inside.value};
}

static void measure(round_trip once, int64_t id, struct sample samples_of[2][MEASURE_MOST], unsigned repetitions)
{
    for (unsigned i = 0; i < MEASURE_WARM_UP; i++)
        once(id);
    for (unsigned i = 0; i < repetitions; i++)
        samples_of[0][i] = once(id);
    for (unsigned i = 0; i < repetitions; i++) {
        measure_make_cold();
        samples_of[1][i] = once(id);
    }
}

int main(void)
{
    static const char *const contexts[] = {"partial", "full"}, *const states[] = {"warm", "cold"};
    unsigned repetitions = measure_repetitions();
    int64_t server = start_child("measure-xpc-server", "A", RIGHT_CALL);
    measure(partial, name_wait_entry("measure-partial-A"), samples[0], repetitions);
    measure(full, name_wait_entry("measure-full-A"), samples[1], repetitions);
    for (unsigned c = 0; c < 2; c++)
        for (unsigned s = 0; s < 2; s++)
            for (unsigned i = 0; i < repetitions; i++) {
                struct sample *sample = &samples[c][s][i];
                printf("M xpc-call context=%s state=%s rep=%u cycles=%lu\n", contexts[c], states[s], i, sample->call);
                printf("M xpc-return context=%s state=%s rep=%u cycles=%lu\n", contexts[c], states[s], i, sample->back);
            }
    return (int)kill_process(server);
}
