// SPDX-License-Identifier: Apache-2.0
// Quicksort of 32-bit integers, insertion sort for short ranges.
#include "bench.h"

enum { SIZE = 1 << 14, SHORT = 12 };
static int32_t numbers[SIZE];

static void sort(int32_t *first, int32_t *last)
{
    while (last - first >= SHORT) {
        int32_t *middle = first + (last - first) / 2;
        int32_t a = *first, b = *middle, c = *last;
        int32_t pivot = a < b ? (b < c ? b : a < c ? c : a) : (a < c ? a : b < c ? c : b);
        int32_t *low = first, *high = last;
        while (low <= high) {
            for (; *low < pivot; low++)
                ;
            for (; *high > pivot; high--)
                ;
            if (low <= high) {
                int32_t swapped = *low;
                *low++ = *high;
                *high-- = swapped;
            }
        }
        if (high - first < last - low) {
            sort(first, high);
            first = low;
        } else {
            sort(low, last);
            last = high;
        }
    }
    for (int32_t *next = first + 1; next <= last; next++) {
        int32_t value = *next, *place = next;
        for (; place > first && place[-1] > value; place--)
            *place = place[-1];
        *place = value;
    }
}

static void fill(uint64_t seed)
{
    for (unsigned i = 0; i < SIZE; i++)
        numbers[i] = (int32_t)random_next(&seed);
}

// Numbers 0 to SIZE - 1 in a random order: each must come to the place that it names.
static const char *check(void)
{
    uint64_t seed = 7;
    for (int32_t i = 0; i < SIZE; i++) {
        uint64_t j = random_next(&seed) % (uint64_t)(i + 1);
        numbers[i] = numbers[j];
        numbers[j] = i;
    }
    sort(numbers, numbers + SIZE - 1);
    for (int32_t i = 0; i < SIZE; i++)
        if (numbers[i] != i)
            return "a number is not in its place";
    return 0;
}

static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    for (uint64_t round = 1; round <= rounds; round++) {
        fill(round);
        sort(numbers, numbers + SIZE - 1);
        for (unsigned i = 0; i < SIZE; i += 64)
            checksum = checksum_add(checksum, (uint32_t)numbers[i]);
    }
    return checksum;
}

BENCH bench = {.name = "sort", .rounds = 100, .check = check, .run = run};
