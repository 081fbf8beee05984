// SPDX-License-Identifier: Apache-2.0
// The sieve of Eratosthenes, one byte for each odd number.
#include "bench.h"
#include "string.h"

enum { LIMIT = 1000000, PRIMES = 78498 };
static uint8_t composite[LIMIT / 2];

// Returns the number of primes below LIMIT. Byte i stands for 2 i + 1.
static NOINLINE unsigned sieve(void)
{
    memset(composite, 0, sizeof composite);
    unsigned count = 1;
    for (unsigned i = 1; i < LIMIT / 2; i++) {
        if (composite[i])
            continue;
        count++;
        unsigned prime = 2 * i + 1;
        for (uint64_t j = 2ul * i * (i + 1); j < LIMIT / 2; j += prime)
            composite[j] = 1;
    }
    return count;
}

// There are 78498 primes below a million; 999983 is the last.
static const char *check(void)
{
    if (sieve() != PRIMES)
        return "not 78498 primes below 1000000";
    return composite[999983 / 2] || !composite[999985 / 2] ? "999983 is the last prime below 1000000" : 0;
}

static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    for (uint64_t round = 0; round < rounds; round++)
        checksum = checksum_add(checksum, sieve() + composite[round]);
    return checksum;
}

BENCH bench = {.name = "sieve", .rounds = 20, .check = check, .run = run};
