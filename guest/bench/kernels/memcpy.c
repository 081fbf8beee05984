// SPDX-License-Identifier: Apache-2.0
// Copies 8 bytes to 64 KiB, as many bytes of each size: by words where both sides are aligned, else byte by byte.
#include "bench.h"

enum { SMALLEST = 8, LARGEST = 1 << 16, MARGIN = 64 };
static uint8_t from[LARGEST + MARGIN] __attribute__((aligned(64)));
static uint8_t to[LARGEST + MARGIN] __attribute__((aligned(64)));

static NOINLINE void copy(uint8_t *target, const uint8_t *source, size_t size)
{
    if ((((uintptr_t)target | (uintptr_t)source) & 7) == 0)
        for (; size >= 8; size -= 8, target += 8, source += 8)
            *(uint64_t *)target = *(const uint64_t *)source;
    for (; size > 0; size--)
        *target++ = *source++;
    barrier();
}

static uint8_t pattern(unsigned i)
{
    return (uint8_t)(i * 167 >> 3 ^ i);
}

static void fill(unsigned size)
{
    for (unsigned i = 0; i < size; i++) {
        from[i] = pattern(i);
        to[i] = 0;
    }
}

// Sizes and offsets of every kind: what was copied is there, and nothing beside it changed.
static const char *check(void)
{
    enum { SEEN = 128 };
    for (unsigned size = 0; size < 100; size += 7)
        for (unsigned offset = 0; offset < 16; offset += 4)
            for (unsigned shift = 0; shift < 9; shift += 4) {
                fill(SEEN);
                copy(to + offset, from + shift, size);
                for (unsigned i = 0; i < SEEN; i++) {
                    bool copied = i >= offset && i < offset + size;
                    if (to[i] != (copied ? pattern(i - offset + shift) : 0))
                        return "a byte is not as it must be";
                }
            }
    return 0;
}

// Of eight copies of a size, one is misaligned.
static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    fill(sizeof from);
    for (uint64_t round = 0; round < rounds; round++) {
        for (size_t size = SMALLEST; size <= LARGEST; size *= 2)
            for (size_t done = 0, n = round; done < LARGEST; done += size, n++)
                copy(to + done, from + done + (n % 8 == 0), size);
        checksum = checksum_add(checksum, to[round % LARGEST]);
        from[round % LARGEST]++;
    }
    return checksum;
}

BENCH bench = {.name = "memcpy", .rounds = 100, .check = check, .run = run};
