// SPDX-License-Identifier: Apache-2.0
// Large messages through memory that client and server share; a short message through the kernel says how long they are.
//
//     one copy     the client copies in; the server works on the shared memory, where the client can change the message under its hands
//     two copies   the server copies out to memory of its own before it looks at anything
#ifndef CHANNEL_H
#define CHANNEL_H

#include "ipc.h"
#include <stdbool.h>

enum { CHANNEL_OPEN = 0xc4a7, CHANNEL_CLIENTS = 8 };

struct channel {
    int64_t endpoint; // client's side
    uint64_t client;  // server's side: badge
    uint8_t *memory;
    uint64_t size;
};

// Client: asks the server behind the endpoint for `bytes` of shared memory; 0 or an error. Then a message of `length` bytes there, and as much of the
// answer as fits into `reply`: badge < 0 is an error, word 0 of the answer its length in bytes.
int64_t channel_open(struct channel *channel, int64_t endpoint, uint64_t bytes);
struct ipc channel_call(const struct channel *channel, uint64_t label, const void *bytes, uint64_t length, void *reply, uint64_t capacity);

// Server: the answer's word 0 to a message labelled CHANNEL_OPEN (word 0: bytes), and later the channel of a badge, null if it has none.
int64_t channel_accept(const struct ipc *message);
const struct channel *channel_of(int64_t badge);
// One copy: the message of `length` bytes where it lies; null if it cannot be so long.
void *channel_in_place(const struct channel *channel, uint64_t length);
// Two copies: to private memory. False if it cannot be so long.
bool channel_take(const struct channel *channel, void *to, uint64_t length, uint64_t capacity);
// The answer's bytes.
bool channel_put(const struct channel *channel, const void *from, uint64_t length);

#endif
