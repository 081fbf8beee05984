// SPDX-License-Identifier: Apache-2.0
// A of the letter's way: writes it, sends it, and compares the answer; by XPC in a relay segment, and by trap and copy.
#include "channel.h"
#include "letter.h"
#include "names.h"
#include "stdio.h"

static int tell(const char *way, int64_t status, uint64_t sum, uint64_t seed)
{
    bool right = status == 0 && sum == letter_expected(seed);
    printf("letter: %s %s\n", way, right ? "arrived" : "failed");
    return !right;
}

static int by_xpc(uint64_t seed)
{
    int64_t b = name_wait_entry("letter-b");
    int64_t size = xpc_negotiate(b, LETTER_NOTE + LETTER_BODY);
    uint64_t *letter;
    int64_t index = size < 0 ? size : alloc_relay_mem((uint64_t)size, (void **)&letter);
    if (index < 0 || relay_swap(index) != 0)
        return tell("xpc", -E_MEMORY, 0, seed);
    letter_write(letter, seed);
    relay_narrow(letter, (uint64_t)size);
    struct xpc_result result = xpc_call(b, LETTER_SEND, 0);
    int failures = tell("xpc", result.status, result.value, seed);
    relay_swap(index);
    return failures + (free_relay_mem(index) != 0);
}

static int by_trap(uint64_t seed)
{
    static uint64_t letter[(LETTER_NOTE + LETTER_BODY) / 8];
    struct channel to_b;
    if (channel_open(&to_b, name_wait_endpoint("letter-b"), sizeof letter) != 0)
        return tell("trap", -E_MEMORY, 0, seed);
    letter_write(letter, seed);
    struct ipc answer = channel_call(&to_b, LETTER_SEND, letter, sizeof letter, NULL, 0);
    return tell("trap", answer.badge, answer.words[0], seed);
}

int main(void)
{
    int failures = program->has_xpc ? by_xpc(1) : 0;
    return failures + by_trap(2);
}
