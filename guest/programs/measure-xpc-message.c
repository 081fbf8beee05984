// SPDX-License-Identifier: Apache-2.0
// One-way latency and round trip against message size: the message lies in the relay segment and is handed over by the mask. `plain`: to the handler's first
// instruction, `read`: until the callee has read every word. Warm: the message was written just before. init=measure-xpc-message:REPETITIONS, with x
// behind: before each call another hart calls the same server, so that what the server works with is in the other hart's cache.
#include "child.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

static const unsigned sizes[] = {0, 16, 64, 256, 1024, 4096, 16384, 32768};
enum { SIZES = sizeof sizes / sizeof *sizes, LARGEST = 32768, WARM_UP = MEASURE_WARM_UP / 4 };

struct sample {
    uint64_t one_way, round;
};

static struct sample samples[2][SIZES][MEASURE_MOST];
// The other hart's turn while they differ.
static volatile uint64_t asked, answered;

static void fill(uint64_t *segment, unsigned size, uint64_t seed)
{
    for (unsigned i = 0; i < size / sizeof *segment; i++)
        segment[i] = seed + i;
}

__attribute__((noinline)) static struct sample once(int64_t id)
{
    uint64_t start = cycles();
    uint64_t inside = xpc_call(id, 1, 0).value;
    uint64_t end = cycles();
    return (struct sample){inside - start, end - start};
}

static void call_from_elsewhere(void *unused)
{
    (void)unused;
    pin_to_hart(1);
    // Rights are a thread's own.
    int64_t ids[] = {name_wait_entry("measure-partial-A"), name_wait_entry("measure-sum-A")};
    for (;;) {
        while (answered == asked)
            ;
        for (unsigned way = 0; way < 2; way++)
            xpc_call(ids[way], 1, 0);
        answered = asked;
    }
}

static void let_other_call(void)
{
    asked++;
    while (answered != asked)
        ;
}

int main(void)
{
    static const char *const names[] = {"plain", "read"};
    unsigned repetitions = measure_repetitions();
    bool across = strchr(program->arguments, 'x') != NULL && program->harts > 1;
    pin_to_hart(0);
    int64_t server = start_child("measure-xpc-server", "A", RIGHT_CALL);
    int64_t ids[] = {name_wait_entry("measure-partial-A"), name_wait_entry("measure-sum-A")};
    uint64_t *segment;
    if (relay_swap(alloc_relay_mem(LARGEST, (void **)&segment)) != 0)
        return 1;
    if (across && thread_start(call_from_elsewhere, NULL, PRIORITY_DEFAULT) < 0)
        return 2;
    for (unsigned way = 0; way < 2; way++)
        for (unsigned s = 0; s < SIZES; s++)
            for (unsigned i = 0; i < WARM_UP + repetitions; i++) {
                fill(segment, sizes[s], i);
                relay_narrow(segment, sizes[s]);
                if (across)
                    let_other_call();
                struct sample sample = once(ids[way]);
                if (i >= WARM_UP)
                    samples[way][s][i - WARM_UP] = sample;
            }
    for (unsigned way = 0; way < 2; way++)
        for (unsigned s = 0; s < SIZES; s++)
            for (unsigned i = 0; i < repetitions; i++) {
                const struct sample *sample = &samples[way][s][i];
                const char *core = across ? "cross" : "same";
                printf("M xpc-message way=%s bytes=%u core=%s rep=%u cycles=%lu\n", names[way], sizes[s], core, i, sample->one_way);
                printf("M xpc-message-round way=%s bytes=%u core=%s rep=%u cycles=%lu\n", names[way], sizes[s], core, i, sample->round);
            }
    return (int)kill_process(server);
}
