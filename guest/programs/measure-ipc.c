// SPDX-License-Identifier: Apache-2.0
// One-way cost of IPC by trap, as software sees it: from a rdcycle just before the ecall on one side to the rdcycle just behind it on the other, both ways, and
// the round trip; by message length, warm and with cold L1 caches. init=measure-ipc:REPETITIONS, with x behind: the server runs on another hart (then
// only the round trip is told, since each hart counts its own cycles). All the while a thread of the lowest priority is ready on this hart, as in a
// system that has other work to do: who hands over to a partner must look whom the scheduler would rather run.
#include "child.h"
#include "ipc.h"
#include "measure-ipc.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

static const unsigned lengths[] = {0, 1, 2, 3, 4, 5, 8, 16, 32, 64, 120};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

struct sample {
    uint64_t start, end; // ours
};
static struct sample samples[MEASURE_WARM_UP + MEASURE_MOST];
static uint64_t stamps[2 * MEASURE_STAMPS_MOST]; // the server's: in, out
static struct {
    uint64_t call, reply, round;
} results[LENGTHS][2][MEASURE_MOST];
static int64_t server;

static inline struct sample once(uint64_t length)
{
    register uint64_t a0 __asm__("a0") = (uint64_t)server;
    register uint64_t a1 __asm__("a1") = ipc_info(MEASURE_ECHO, length);
    register uint64_t a2 __asm__("a2") = 2;
    register uint64_t a3 __asm__("a3") = 3;
    register uint64_t a4 __asm__("a4") = 4;
    register uint64_t a5 __asm__("a5") = 5;
    register uint64_t a7 __asm__("a7") = SYS_IPC_CALL;
    uint64_t start, end;
    __asm__ volatile("rdcycle %6\n ecall\n rdcycle %7"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "=&r"(start), "=&r"(end)
                     : "r"(a7)
                     : "memory");
    return (struct sample){start, end};
}

// The first `in` is when the message before was answered, which is nobody's; so one more ECHO at either end.
static void fetch_stamps(unsigned count)
{
    for (unsigned at = 0; at < count; at += MEASURE_STAMPS_AT_ONCE) {
        uint64_t words[] = {at, MEASURE_STAMPS_AT_ONCE};
        struct ipc m = ipc_call_words(server, MEASURE_STAMPS, words, 2);
        ipc_words(&m, stamps + 2 * at, 2 * MEASURE_STAMPS_AT_ONCE);
    }
}

static void measure(unsigned row, bool cold, unsigned repetitions)
{
    unsigned length = lengths[row], all = MEASURE_WARM_UP + repetitions;
    uint64_t begin[] = {0, 0};
    ipc_call_words(server, MEASURE_STAMPS, begin, 2);
    for (unsigned i = 0; i < all; i++) {
        if (cold)
            measure_make_cold();
        samples[i] = once(length);
    }
    once(length); // the last pair is complete only then
    fetch_stamps(all);
    for (unsigned i = 0; i < repetitions; i++) {
        const struct sample *ours = &samples[MEASURE_WARM_UP + i];
        const uint64_t *theirs = &stamps[2 * (MEASURE_WARM_UP + i)];
        results[row][cold][i].call = theirs[0] - ours->start;
        results[row][cold][i].reply = ours->end - theirs[1];
        results[row][cold][i].round = ours->end - ours->start;
    }
}

static void tell(const char *name, unsigned row, unsigned cold, unsigned i, bool across, uint64_t value)
{
    static const char *const states[] = {"warm", "cold"};
    printf("M %s words=%u state=%s core=%s rep=%u cycles=%lu\n", name, lengths[row], states[cold], across ? "cross" : "same", i, value);
}

static void other_work(void *unused)
{
    (void)unused;
    pin_to_hart(0);
    for (;;)
        yield();
}

int main(void)
{
    unsigned repetitions = measure_repetitions();
    bool across = strchr(program->arguments, 'x') != NULL && program->harts > 1;
    pin_to_hart(0);
    int64_t process = start_child("measure-ipc-server", across ? "1" : "0", RIGHT_CALL);
    server = name_wait_endpoint("measure-ipc");
    if (thread_start(other_work, NULL, 0) < 0)
        return 1;
    ipc_receive_long();
    for (unsigned cold = 0; cold < 2; cold++)
        for (unsigned row = 0; row < LENGTHS; row++)
            measure(row, cold, repetitions);
    for (unsigned row = 0; row < LENGTHS; row++)
        for (unsigned cold = 0; cold < 2; cold++)
            for (unsigned i = 0; i < repetitions; i++) {
                if (!across) {
                    tell("ipc-call", row, cold, i, across, results[row][cold][i].call);
                    tell("ipc-reply", row, cold, i, across, results[row][cold][i].reply);
                }
                tell("ipc-round", row, cold, i, across, results[row][cold][i].round);
            }
    return (int)kill_process(process);
}
