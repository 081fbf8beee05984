// SPDX-License-Identifier: Apache-2.0
// C of the chain: turns the part it is handed into upper case, in place; returns how many letters it changed.
#include "chain.h"
#include "names.h"
#include "stdio.h"

static uint64_t called(uint64_t operation, uint64_t size, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    if (operation == XPC_NEGOTIATE)
        return size; // grows nothing
    char *part = relay_address();
    uint64_t letters = 0;
    for (uint64_t i = 0; operation == CHAIN_MESSAGE && i < relay_size(); i++)
        if (part[i] >= 'a' && part[i] <= 'z') {
            part[i] = (char)(part[i] - 'a' + 'A');
            letters++;
        }
    printf("chain: C has %lu B at %p\n", relay_size(), (void *)part);
    return letters;
}

int main(void)
{
    name_register_entry("chain-c", xpc_register_entry(0, called, 2));
    for (;;)
        sleep_ticks(1ul << 40);
}
