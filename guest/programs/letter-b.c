// SPDX-License-Identifier: Apache-2.0
// B of the letter's way: stamps it and hands body and stamp on to C, in the way it came.
#include "channel.h"
#include "letter.h"
#include "names.h"

static int64_t c_entry;
static uint64_t buffer[(LETTER_NOTE + LETTER_BODY + LETTER_STAMP) / 8];

static uint64_t called(uint64_t operation, uint64_t size, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    if (operation == XPC_NEGOTIATE)
        return size + LETTER_STAMP;
    uint64_t *letter = relay_address();
    if (relay_size() != sizeof buffer)
        return 0;
    letter_stamp(letter);
    relay_narrow((uint8_t *)letter + LETTER_NOTE, LETTER_BODY + LETTER_STAMP);
    return xpc_call(c_entry, LETTER_SEND, 0).value;
}

int main(void)
{
    if (program->has_xpc) {
        c_entry = name_wait_entry("letter-c");
        name_register_entry("letter-b", xpc_register_entry(0, called, 1));
    }
    struct channel to_c;
    if (channel_open(&to_c, name_wait_endpoint("letter-c"), LETTER_BODY + LETTER_STAMP) != 0)
        return 1;
    int64_t endpoint = endpoint_create();
    name_register_endpoint("letter-b", endpoint);
    struct ipc message = ipc_receive(endpoint);
    for (;;) {
        uint64_t result = 0;
        if (ipc_label(&message) == CHANNEL_OPEN)
            result = (uint64_t)channel_accept(&message);
        else if (channel_take(channel_of(message.badge), buffer, message.words[0], sizeof buffer)) {
            letter_stamp(buffer);
            result = channel_call(&to_c, LETTER_SEND, (uint8_t *)buffer + LETTER_NOTE, LETTER_BODY + LETTER_STAMP, NULL, 0).words[0];
        }
        message = ipc_reply_receive(endpoint, 0, 1, result, 0, 0, 0);
    }
}
