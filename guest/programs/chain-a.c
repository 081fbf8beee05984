// SPDX-License-Identifier: Apache-2.0
// A of the chain: negotiates how long the message may grow, fills it, calls B, and reads what came back in the same place.
#include "chain.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

static const char text[] = "from A.";

int main(void)
{
    int64_t b = name_wait_entry("chain-b");
    uint64_t own = sizeof(struct chain_header) + strlen(text);
    int64_t size = xpc_negotiate(b, own);
    if (size < 0) {
        printf("chain: A cannot negotiate with B (%ld)\n", size);
        return 1;
    }
    struct chain_header *message;
    int64_t index = alloc_relay_mem((uint64_t)size, (void **)&message);
    if (index < 0 || relay_swap(index) != 0)
        return 1;
    message->used = sizeof *message;
    message->used = (uint64_t)relay_append(message->used, text, strlen(text));
    printf("chain: A fills %lu B at %p, negotiated %ld B\n", message->used, (void *)message, size);
    relay_narrow(message, (uint64_t)size);
    xpc_prefetch(b);
    struct xpc_result result = xpc_call(b, CHAIN_MESSAGE, 0);
    if (result.status != 0) {
        printf("chain: the call of B failed (%ld)\n", result.status);
        return 1;
    }
    int length = (int)(message->used - sizeof *message);
    char received[128] = {0};
    memcpy(received, message + 1, (size_t)length < sizeof received ? (size_t)length : sizeof received - 1);
    printf("chain: A reads \"%s\" (%lu B) in the same place, C counted %lu letters\n", received, message->used, result.value);
    bool as_expected = strcmp(received, "from A. FROM B.") == 0;
    relay_swap(index);
    return !(as_expected && free_relay_mem(index) == 0);
}
