// SPDX-License-Identifier: Apache-2.0
// C of the letter's way: reads all it is handed, and answers with the sum.
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
    struct ipc message = ipc_receive(endpoint, buffer, sizeof buffer);
    for (;;)
        message = ipc_reply_receive(endpoint, letter_sum(buffer, (uint64_t)message.length), NULL, 0, buffer, sizeof buffer);
}
