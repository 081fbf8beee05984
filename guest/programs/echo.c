// SPDX-License-Identifier: Apache-2.0
// The echo server, twice: as an endpoint (the message is copied in and out: by the kernel, or if it is long through shared memory,
// with two copies each way) and as two x-entries with a relay segment (nothing is copied).
// Operation ECHO_PLAIN leaves the message alone; ECHO_SUM adds its words up, so that both ways do the same work on it.
#include "channel.h"
#include "echo.h"
#include "names.h"

static uint64_t sum(const uint64_t *words, uint64_t bytes)
{
    uint64_t total = 0;
    for (uint64_t i = 0; i < bytes / sizeof *words; i++)
        total += words[i];
    return total;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    return operation == ECHO_SUM ? sum(relay_address(), relay_size()) : 0;
}

static uint64_t buffer[ECHO_MAX / 8];

// The answer to a message in shared memory: its length, or 0.
static uint64_t answer_shared(const struct ipc *message, uint64_t *total)
{
    const struct channel *channel = channel_of(message->badge);
    uint64_t length = message->words[0];
    if (!channel_take(channel, buffer, length, sizeof buffer))
        return 0;
    *total = (ipc_label(message) & ECHO_SUM) != 0 ? sum(buffer, length) : 0;
    channel_put(channel, buffer, length);
    return length;
}

__attribute__((noreturn)) static void serve(void)
{
    int64_t endpoint = endpoint_create();
    ipc_receive_long();
    name_register_endpoint("echo", endpoint);
    struct ipc message = ipc_receive(endpoint);
    for (;;) {
        uint64_t label = ipc_label(&message), total = 0, length;
        if (label == CHANNEL_OPEN) {
            message = ipc_reply_receive(endpoint, 0, 1, (uint64_t)channel_accept(&message), 0, 0, 0);
        } else if ((label & ECHO_SHARED) != 0) {
            length = answer_shared(&message, &total);
            message = ipc_reply_receive(endpoint, total, 1, length, 0, 0, 0);
        } else if (label == ECHO_SUM) {
            length = ipc_words(&message, buffer, ECHO_MAX / 8);
            message = ipc_reply_receive_words(endpoint, sum(buffer, length * 8), buffer, length);
        } else { // as it came: registers, and the rest where it lies
            message = ipc_system(SYS_IPC_REPLY_RECEIVE, endpoint, ipc_length(&message), message.words[0], message.words[1], message.words[2],
                                 message.words[3]);
        }
    }
}

int main(void)
{
    if (program->has_xpc) {
        name_register_entry("echo", xpc_register_entry(0, called, 4));
        name_register_entry("echo-full", xpc_register_entry_full(0, called, 4));
    }
    serve();
}
