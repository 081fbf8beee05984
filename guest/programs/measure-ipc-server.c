// SPDX-License-Identifier: Apache-2.0
// The server of measure-ipc and measure-ipc-message. Its argument is the hart to run on; none: the client's.
#include "channel.h"
#include "measure-ipc.h"
#include "measure.h"
#include "names.h"

static struct {
    uint64_t in, out;
} stamps[MEASURE_STAMPS_MOST];
static uint64_t count;
static uint64_t copy[MEASURE_MESSAGE_MOST / 8];

// Answers and receives; the cycles just before and just behind the system call.
static inline struct ipc stamped(int64_t endpoint, uint64_t info, const uint64_t *words, uint64_t *before, uint64_t *behind)
{
    register uint64_t a0 __asm__("a0") = (uint64_t)endpoint;
    register uint64_t a1 __asm__("a1") = info;
    register uint64_t a2 __asm__("a2") = words[0];
    register uint64_t a3 __asm__("a3") = words[1];
    register uint64_t a4 __asm__("a4") = words[2];
    register uint64_t a5 __asm__("a5") = words[3];
    register uint64_t a7 __asm__("a7") = SYS_IPC_REPLY_RECEIVE;
    uint64_t start, end;
    __asm__ volatile("rdcycle %6\n ecall\n rdcycle %7"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "=&r"(start), "=&r"(end)
                     : "r"(a7)
                     : "memory");
    *before = start;
    *behind = end;
    return (struct ipc){(int64_t)a0, a1, {a2, a3, a4, a5}};
}

static void read_all(const volatile uint64_t *words, uint64_t bytes)
{
    for (uint64_t i = 0; i < bytes / sizeof *words; i++)
        (void)words[i];
}

// The cycle at which the message was there, or read.
static uint64_t message(uint64_t label, int64_t client, uint64_t bytes)
{
    const struct channel *channel = channel_of(client);
    const void *at = channel_in_place(channel, bytes);
    if (label == MEASURE_COPIED || label == MEASURE_COPIED_READ)
        at = channel_take(channel, copy, bytes, sizeof copy) ? copy : NULL;
    if (at == NULL)
        return 0;
    if (label == MEASURE_IN_PLACE_READ || label == MEASURE_COPIED_READ)
        read_all(at, bytes);
    return cycles();
}

// Everything that is not timed on both sides.
static struct ipc other(int64_t endpoint, const struct ipc *m)
{
    if (ipc_label(m) == MEASURE_STAMPS) {
        if (m->words[1] == 0)
            count = 0;
        uint64_t pairs = m->words[1] <= MEASURE_STAMPS_AT_ONCE && m->words[0] + m->words[1] <= MEASURE_STAMPS_MOST ? m->words[1] : 0;
        return ipc_reply_receive_words(endpoint, 0, &stamps[m->words[0] % MEASURE_STAMPS_MOST].in, 2 * pairs);
    }
    uint64_t answer = ipc_label(m) == CHANNEL_OPEN ? (uint64_t)channel_accept(m) : message(ipc_label(m), m->badge, m->words[0]);
    return ipc_reply_receive(endpoint, 0, 1, answer, 0, 0, 0);
}

int main(void)
{
    int64_t endpoint = endpoint_create();
    if (program->arguments[0] != 0)
        pin_to_hart(program->arguments[0] - '0');
    ipc_receive_long();
    name_register_endpoint("measure-ipc", endpoint);
    struct ipc m = ipc_receive(endpoint);
    for (;;) {
        if (ipc_label(&m) != MEASURE_ECHO) {
            m = other(endpoint, &m);
            continue;
        }
        uint64_t at = count++ % MEASURE_STAMPS_MOST, before, behind;
        m = stamped(endpoint, m.info, m.words, &before, &behind);
        stamps[at].out = before;
        stamps[(at + 1) % MEASURE_STAMPS_MOST].in = behind;
    }
}
