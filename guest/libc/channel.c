// SPDX-License-Identifier: Apache-2.0
#include "channel.h"
#include "string.h"

static struct channel clients[CHANNEL_CLIENTS];

// Where the shared memory in `slot` is mapped; null if it cannot be.
static void *map(int64_t slot, uint64_t *size)
{
    struct system_result result = system_call(SYS_SHARED_MAP, (uint64_t)slot, 0, 0, 0, 0, 0);
    *size = result.a1;
    return result.a0 > 0 ? (void *)result.a0 : NULL;
}

int64_t channel_open(struct channel *channel, int64_t endpoint, uint64_t bytes)
{
    struct ipc answer = ipc_call(endpoint, CHANNEL_OPEN, 1, bytes, 0, 0, 0);
    int64_t slot = answer.badge < 0 ? answer.badge : (int64_t)answer.words[0];
    if (slot < 0)
        return slot;
    channel->endpoint = endpoint;
    channel->memory = map(slot, &channel->size);
    return channel->memory != NULL ? 0 : -E_MEMORY;
}

struct ipc channel_call(const struct channel *channel, uint64_t label, const void *bytes, uint64_t length, void *reply, uint64_t capacity)
{
    if (!channel_put(channel, bytes, length))
        return (struct ipc){.badge = -E_SIZE};
    struct ipc answer = ipc_call(channel->endpoint, label, 1, length, 0, 0, 0);
    if (answer.badge >= 0 && capacity > 0)
        memcpy(reply, channel->memory, answer.words[0] < capacity ? answer.words[0] : capacity);
    return answer;
}

int64_t channel_accept(const struct ipc *message)
{
    for (unsigned i = 0; i < CHANNEL_CLIENTS; i++) {
        struct channel *channel = &clients[i];
        if (channel->memory != NULL)
            continue;
        int64_t slot = system3(SYS_SHARED_CREATE, message->words[0], 0, 0);
        channel->memory = slot >= 0 ? map(slot, &channel->size) : NULL;
        channel->client = (uint64_t)message->badge;
        return channel->memory != NULL ? grant(slot, RIGHT_CALL, channel->client) : -E_MEMORY;
    }
    return -E_MEMORY;
}

const struct channel *channel_of(int64_t badge)
{
    for (unsigned i = 0; i < CHANNEL_CLIENTS; i++)
        if (clients[i].memory != NULL && clients[i].client == (uint64_t)badge)
            return &clients[i];
    return NULL;
}

void *channel_in_place(const struct channel *channel, uint64_t length)
{
    return channel != NULL && length <= channel->size ? channel->memory : NULL;
}

bool channel_take(const struct channel *channel, void *to, uint64_t length, uint64_t capacity)
{
    if (channel == NULL || length > channel->size || length > capacity)
        return false;
    memcpy(to, channel->memory, length);
    return true;
}

bool channel_put(const struct channel *channel, const void *from, uint64_t length)
{
    if (channel == NULL || length > channel->size)
        return false;
    memcpy(channel->memory, from, length);
    return true;
}
