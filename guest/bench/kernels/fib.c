// SPDX-License-Identifier: Apache-2.0
// Fibonacci numbers by recursion: calls and returns.
#include "bench.h"

enum { N = 22 };

// The second call must be one, too, and not become a loop.
static NOINLINE uint64_t fib(uint64_t n)
{
    if (n < 2)
        return n;
    uint64_t before = fib(n - 1);
    barrier();
    uint64_t sum = before + fib(n - 2);
    barrier();
    return sum;
}

static const char *check(void)
{
    uint64_t a = 0, b = 1;
    for (unsigned n = 0; n < 15; n++) {
        if (fib(n) != a)
            return "not the sum of the two before";
        uint64_t sum = a + b;
        a = b;
        b = sum;
    }
    return 0;
}

static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    for (uint64_t round = 0; round < rounds; round++)
        checksum = checksum_add(checksum, fib(N));
    return checksum;
}

BENCH bench = {.name = "fib", .rounds = 240, .check = check, .run = run};
