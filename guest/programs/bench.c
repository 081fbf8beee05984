// SPDX-License-Identifier: Apache-2.0
// Instructions per round trip to the echo server, of the best of many: by trap and copy (the longest through shared memory), and by XPC. One line per result:
//     demo: KIND WAY SIZE B N instructions       KIND ipc (the transfer alone) or ipc+sum (the server also adds the words up)
#include "channel.h"
#include "echo.h"
#include "names.h"
#include "stdio.h"

enum { ROUNDS = 64 };

static const uint64_t sizes[] = {0, 64, ECHO_MAX};
static uint64_t message[ECHO_MAX / 8], answer[ECHO_MAX / 8];
static int64_t server;
static struct channel channel;

typedef bool (*round_trip)(uint64_t operation, uint64_t size, uint64_t *sum);

static bool by_trap(uint64_t operation, uint64_t size, uint64_t *sum)
{
    struct ipc reply;
    bool whole;
    if (size == 0) {
        reply = ipc_call(server, operation, 0, 0, 0, 0, 0);
        whole = true;
    } else if (size <= IPC_WORDS_MAX * sizeof *message) {
        reply = ipc_call_words(server, operation, message, size / sizeof *message);
        whole = ipc_words(&reply, answer, size / sizeof *answer) == size / sizeof *message;
    } else {
        reply = channel_call(&channel, operation | ECHO_SHARED, message, size, answer, sizeof answer);
        whole = reply.words[0] == size;
    }
    *sum = ipc_label(&reply);
    return reply.badge == 0 && whole;
}

static bool by_xpc(uint64_t operation, uint64_t size, uint64_t *sum)
{
    (void)size; // the mask
    struct xpc_result reply = xpc_call(server, operation, 0);
    *sum = reply.value;
    return reply.status == 0;
}

static bool by_xpc_full(uint64_t operation, uint64_t size, uint64_t *sum)
{
    (void)size;
    struct xpc_result reply = xpc_call_full(server, operation, 0, 0, 0, 0, 0);
    *sum = reply.value;
    return reply.status == 0;
}

// The fewest instructions of a round trip; 0 if one failed or came back with a wrong sum.
static uint64_t measure(round_trip call, uint64_t operation, uint64_t size)
{
    uint64_t best = -1ul, expected = 0;
    for (uint64_t i = 0; operation == ECHO_SUM && i < size / 8; i++)
        expected += message[i];
    for (int round = 0; round < ROUNDS; round++) {
        uint64_t sum, start = instructions();
        bool ok = call(operation, size, &sum);
        uint64_t spent = instructions() - start;
        if (!ok || (sum ^ expected) << IPC_LABEL_SHIFT != 0)
            return 0;
        best = spent < best ? spent : best;
    }
    return best;
}

static int report(const char *way, round_trip call, void (*prepare)(uint64_t size))
{
    int failures = 0;
    for (int operation = ECHO_PLAIN; operation <= ECHO_SUM; operation++)
        for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            if (prepare != NULL)
                prepare(sizes[i]);
            uint64_t spent = measure(call, (uint64_t)operation, sizes[i]);
            failures += spent == 0;
            printf("demo: %s %s %lu B %lu instructions\n", operation == ECHO_SUM ? "ipc+sum" : "ipc", way, sizes[i], spent);
        }
    return failures;
}

static void hand_over(uint64_t size)
{
    relay_narrow(relay_address(), size);
}

int main(void)
{
    for (unsigned i = 0; i < ECHO_MAX / 8; i++)
        message[i] = i * 0x9e3779b97f4a7c15ul;
    server = name_wait_endpoint("echo");
    if (channel_open(&channel, server, ECHO_MAX) != 0)
        return 1;
    int failures = report("trap", by_trap, NULL);
    if (!program->has_xpc)
        return failures;
    uint64_t *segment;
    int64_t index = alloc_relay_mem(ECHO_MAX, (void **)&segment);
    if (index < 0 || relay_swap(index) != 0)
        return 1;
    for (unsigned i = 0; i < ECHO_MAX / 8; i++)
        segment[i] = message[i];
    server = name_wait_entry("echo");
    failures += report("xpc", by_xpc, hand_over);
    server = name_wait_entry("echo-full");
    failures += report("xpc-full", by_xpc_full, hand_over);
    return failures;
}
