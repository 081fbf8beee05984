// SPDX-License-Identifier: Apache-2.0
// The victim of `change-after-check`: a server that looks at the first word of a message twice, as any server does that checks before it acts. It finds 0 and
// lets others run; then it must still be 0. The answer is whether it was fooled: as an endpoint that works on shared memory (one copy) or copies out first (two
// copies), and as an x-entry.
#include "channel.h"
#include "checker.h"
#include "names.h"

static volatile uint64_t fooled;

static uint64_t check_and_act(const volatile uint64_t *word)
{
    if (*word != 0)
        return 0;
    yield();
    bool changed = *word != 0;
    fooled += changed;
    return changed;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    return operation == CHECKER_CALL ? check_and_act(relay_address()) : fooled;
}

static uint64_t answer(const struct ipc *message)
{
    static uint64_t copy[8];
    const struct channel *channel = channel_of(message->badge);
    uint64_t length = message->words[0];
    if (ipc_label(message) == CHANNEL_OPEN)
        return (uint64_t)channel_accept(message);
    if (ipc_label(message) == CHECKER_ONE_COPY)
        return channel_in_place(channel, length) != NULL ? check_and_act(channel_in_place(channel, length)) : 0;
    return channel_take(channel, copy, length, sizeof copy) ? check_and_act(copy) : 0;
}

int main(void)
{
    int64_t endpoint = endpoint_create();
    if (program->has_xpc)
        name_register_entry("checker", xpc_register_entry(0, called, 2));
    name_register_endpoint("checker", endpoint);
    struct ipc message = ipc_receive(endpoint);
    for (;;)
        message = ipc_reply_receive(endpoint, 0, 1, answer(&message), 0, 0, 0);
}
