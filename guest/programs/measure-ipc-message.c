// SPDX-License-Identifier: Apache-2.0
// One-way latency of large messages through shared memory, against their size: from before the client copies in, until the server has the message where it
// wants it (plain), or has read every word (read). One copy: the server works on the shared memory. Two: it copies to memory of its own first.
// Warm: the message was written just before. init=measure-ipc-message:REPETITIONS, with x behind: the server runs on another hart. (On this
// machine the harts' cycle counters show one common time, so that one way can be told.)
#include "channel.h"
#include "child.h"
#include "measure-ipc.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

static const unsigned sizes[] = {0, 16, 64, 256, 1024, 4096, 16384, 32768};
static const struct {
    unsigned copies, label;
    const char *way;
} modes[] = {{1, MEASURE_IN_PLACE, "plain"}, {1, MEASURE_IN_PLACE_READ, "read"}, {2, MEASURE_COPIED, "plain"}, {2, MEASURE_COPIED_READ, "read"}};
enum { SIZES = sizeof sizes / sizeof *sizes, MODES = sizeof modes / sizeof *modes, WARM_UP = MEASURE_WARM_UP / 4 };

static uint64_t samples[MODES][SIZES][MEASURE_MOST], rounds[MODES][SIZES][MEASURE_MOST];
static uint64_t message[MEASURE_MESSAGE_MOST / 8];
static struct channel channel;

static void fill(unsigned size, uint64_t seed)
{
    for (unsigned i = 0; i < size / sizeof *message; i++)
        message[i] = seed + i;
}

__attribute__((noinline)) static void once(unsigned mode, unsigned size, uint64_t *one_way, uint64_t *round)
{
    uint64_t start = cycles();
    struct ipc answer = channel_call(&channel, modes[mode].label, message, size, NULL, 0);
    *round = cycles() - start;
    *one_way = answer.words[0] - start;
}

int main(void)
{
    unsigned repetitions = measure_repetitions();
    bool across = strchr(program->arguments, 'x') != NULL && program->harts > 1;
    pin_to_hart(0);
    int64_t process = start_child("measure-ipc-server", across ? "1" : "0", RIGHT_CALL);
    if (channel_open(&channel, name_wait_endpoint("measure-ipc"), MEASURE_MESSAGE_MOST) != 0)
        return 1;
    for (unsigned mode = 0; mode < MODES; mode++)
        for (unsigned s = 0; s < SIZES; s++)
            for (unsigned i = 0; i < WARM_UP + repetitions; i++) {
                uint64_t one_way, round;
                fill(sizes[s], i);
                once(mode, sizes[s], &one_way, &round);
                if (i >= WARM_UP) {
                    samples[mode][s][i - WARM_UP] = one_way;
                    rounds[mode][s][i - WARM_UP] = round;
                }
            }
    for (unsigned mode = 0; mode < MODES; mode++)
        for (unsigned s = 0; s < SIZES; s++)
            for (unsigned i = 0; i < repetitions; i++) {
                const char *way = modes[mode].way, *core = across ? "cross" : "same";
                unsigned copies = modes[mode].copies;
                printf("M ipc-message copies=%u way=%s bytes=%u core=%s rep=%u cycles=%lu\n", copies, way, sizes[s], core, i, samples[mode][s][i]);
                printf("M ipc-message-round copies=%u way=%s bytes=%u core=%s rep=%u cycles=%lu\n", copies, way, sizes[s], core, i, rounds[mode][s][i]);
            }
    return (int)kill_process(process);
}
