// SPDX-License-Identifier: Apache-2.0
// C of the letter's way: reads all it is handed, and answers with the sum.
#include "channel.h"
#include "letter.h"
#include "names.h"

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return letter_sum(relay_address(), relay_size());
}

int main(void)
{
    static uint64_t buffer[(LETTER_BODY + LETTER_STAMP) / 8];
    if (program->has_xpc)
        name_register_entry("letter-c", xpc_register_entry(0, called, 1));
    int64_t endpoint = endpoint_create();
    name_register_endpoint("letter-c", endpoint);
    struct ipc message = ipc_receive(endpoint);
    for (;;) {
        uint64_t result = 0, length = message.words[0];
        if (ipc_label(&message) == CHANNEL_OPEN)
            result = (uint64_t)channel_accept(&message);
        else if (channel_take(channel_of(message.badge), buffer, length, sizeof buffer))
            result = letter_sum(buffer, length);
        // `xpc demo` learns from word 1 where the letter was read.
        message = ipc_reply_receive(endpoint, 0, 2, result, (uint64_t)buffer, 0, 0);
    }
}
