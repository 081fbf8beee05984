// SPDX-License-Identifier: Apache-2.0
// The echo server, twice: as an endpoint (the message is copied in and out) and as two x-entries with a relay segment (nothing is copied).
// Operation ECHO_PLAIN leaves the message alone; ECHO_SUM adds its words up, so that both ways do the same work on it.
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

__attribute__((noreturn)) static void serve(void)
{
    static uint64_t buffer[ECHO_MAX / 8];
    int64_t endpoint = endpoint_create();
    name_register_endpoint("echo", endpoint);
    struct ipc message = ipc_receive(endpoint, buffer, sizeof buffer);
    for (;;) {
        uint64_t length = message.length > 0 ? (uint64_t)message.length : 0;
        uint64_t word = message.word == ECHO_SUM ? sum(buffer, length) : 0;
        message = ipc_reply_receive(endpoint, word, buffer, length, buffer, sizeof buffer);
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
