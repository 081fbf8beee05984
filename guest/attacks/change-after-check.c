// SPDX-License-Identifier: Apache-2.0
// Changes a message after the server has checked it, by a second thread. Through shared memory the server is fooled, unless it copies the message first; with a relay segment
// the second thread has no address for it: it faults, which ends the attacker. The exit status is 0 if each is so.
#include "channel.h"
#include "checker.h"
#include "child.h"
#include "names.h"
#include "string.h"

enum { TRIES = 100, BYTES = 8, STORE_PAGE_FAULT = 15 };

static volatile uint64_t *volatile target;
static volatile bool stop;

static void change(void *unused)
{
    (void)unused;
    while (!stop) {
        *target = 0xbad;
        yield();
    }
}

// How often the server is fooled.
static uint64_t by_channel(struct channel *channel, uint64_t how)
{
    uint64_t fooled = 0, harmless = 0;
    for (unsigned i = 0; i < TRIES; i++)
        fooled += channel_call(channel, how, &harmless, BYTES, NULL, 0).words[0];
    return fooled;
}

static int attack_segment(void)
{
    uint64_t *segment;
    int64_t id = name_wait_entry("checker"), index = alloc_relay_mem(BYTES, (void **)&segment);
    if (index < 0 || relay_swap(index) != 0)
        return 1;
    target = segment;
    thread_start(change, NULL, PRIORITY_DEFAULT);
    for (;;) {
        *segment = 0;
        xpc_call(id, CHECKER_CALL, 0);
    }
}

int main(void)
{
    if (strcmp(program->arguments, "segment") == 0)
        return attack_segment();
    int64_t server = start_child("checker", "", RIGHT_CALL);
    struct channel channel;
    if (channel_open(&channel, name_wait_endpoint("checker"), 4096) < 0)
        return 1;
    target = (uint64_t *)channel.memory;
    thread_start(change, NULL, PRIORITY_DEFAULT);
    bool one = by_channel(&channel, CHECKER_ONE_COPY) != 0, two = by_channel(&channel, CHECKER_TWO_COPIES) != 0;
    stop = true;
    int64_t id = name_wait_entry("checker");
    uint64_t before = xpc_call(id, CHECKER_COUNT, 0).value;
    if (wait_process(start_child("change-after-check", "segment", RIGHT_CALL)) != EXIT_FAULT + STORE_PAGE_FAULT)
        return 2;
    uint64_t fooled = xpc_call(id, CHECKER_COUNT, 0).value - before;
    kill_process(server);
    return !one ? 3 : two ? 4 : fooled != 0 ? 5 : 0;
}
