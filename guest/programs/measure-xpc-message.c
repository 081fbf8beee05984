// SPDX-License-Identifier: Apache-2.0
// One-way latency against message size: the message lies in the relay segment and is handed over by the mask. `plain`: to the handler's first instruction,
// `read`: until the callee has read every word. Warm: the message was written just before.
#include "child.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"

static const unsigned sizes[] = {0, 16, 64, 256, 1024, 4096, 16384};
enum { SIZES = sizeof sizes / sizeof *sizes, LARGEST = 16384 };

static uint64_t samples[2][SIZES][MEASURE_MOST];

static void fill(uint64_t *segment, unsigned size, uint64_t seed)
{
    for (unsigned i = 0; i < size / sizeof *segment; i++)
        segment[i] = seed + i;
}

__attribute__((noinline)) static uint64_t once(int64_t id)
{
    uint64_t start = cycles();
    return xpc_call(id, 1, 0).value - start;
}

int main(void)
{
    static const char *const names[] = {"plain", "read"};
    unsigned repetitions = measure_repetitions();
    int64_t server = start_child("measure-xpc-server", "A", RIGHT_CALL);
    int64_t ids[] = {name_wait_entry("measure-partial-A"), name_wait_entry("measure-sum-A")};
    uint64_t *segment;
    if (relay_swap(alloc_relay_mem(LARGEST, (void **)&segment)) != 0)
        return 1;
    for (unsigned way = 0; way < 2; way++)
        for (unsigned s = 0; s < SIZES; s++)
            for (unsigned i = 0; i < MEASURE_WARM_UP / 4 + repetitions; i++) {
                fill(segment, sizes[s], i);
                relay_narrow(segment, sizes[s]);
                uint64_t spent = once(ids[way]);
                if (i >= MEASURE_WARM_UP / 4)
                    samples[way][s][i - MEASURE_WARM_UP / 4] = spent;
            }
    for (unsigned way = 0; way < 2; way++)
        for (unsigned s = 0; s < SIZES; s++)
            for (unsigned i = 0; i < repetitions; i++)
                printf("M xpc-message way=%s bytes=%u rep=%u cycles=%lu\n", names[way], sizes[s], i, samples[way][s][i]);
    return (int)kill_process(server);
}
