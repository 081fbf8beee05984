// SPDX-License-Identifier: Apache-2.0
// Threads take the same segment out of the same entry of their process's list, again and again, on all harts: two never have it at a time.
#include "xpc.h"

enum { THREADS = 4, ROUNDS = 2000 };

static int64_t entry;
static volatile unsigned owners, doubled, taken, done;

static void grab(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < ROUNDS; i++) {
        relay_swap(entry);
        if (relay_size() != 0) {
            unsigned others = __atomic_fetch_add(&owners, 1, __ATOMIC_ACQ_REL);
            doubled += others != 0;
            taken++;
            if (i % 64 == 0)
                yield();
            __atomic_fetch_sub(&owners, 1, __ATOMIC_ACQ_REL);
            relay_swap(entry);
        }
        if (relay_size() != 0)
            doubled++; // there were two
    }
    __atomic_fetch_add(&done, 1, __ATOMIC_RELEASE);
}

int main(void)
{
    entry = alloc_relay_mem(4096, NULL);
    for (unsigned i = 0; i < THREADS; i++)
        if (thread_start(grab, NULL, PRIORITY_DEFAULT) < 0)
            return 1;
    while (done < THREADS)
        yield();
    return taken == 0 ? 2 : doubled != 0 ? 3 : relay_swap(entry) != 0 || relay_size() != 4096 ? 4 : 0;
}
