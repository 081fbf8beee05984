// SPDX-License-Identifier: Apache-2.0
// Product of two matrices of doubles.
#include "bench.h"

enum { N = 96 };
static double a[N][N], b[N][N], product[N][N];

static NOINLINE void multiply(void)
{
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++) {
            double sum = 0;
            for (unsigned k = 0; k < N; k++)
                sum += a[i][k] * b[k][j];
            product[i][j] = sum;
        }
}

static int64_t small(unsigned i, unsigned j)
{
    return (int64_t)(i * 31 + j * 17) % 201 - 100;
}

// Small integers, whose products and sums a double holds exactly, are multiplied by the integer unit, too, for every fifth row.
static const char *check(void)
{
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++) {
            a[i][j] = (double)small(i, j);
            b[i][j] = (double)small(j, i + 1);
        }
    multiply();
    for (unsigned i = 0; i < N; i += 5)
        for (unsigned j = 0; j < N; j++) {
            int64_t sum = 0;
            for (unsigned k = 0; k < N; k++)
                sum += small(i, k) * small(j, k + 1);
            if (product[i][j] != (double)sum)
                return "not the product of the integers";
        }
    return 0;
}

// A number in [-1, 1).
static double fraction(uint64_t *seed)
{
    return (double)(int64_t)random_next(seed) * 0x1p-63;
}

static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0, seed = 11;
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++) {
            a[i][j] = fraction(&seed);
            b[i][j] = fraction(&seed);
        }
    for (uint64_t round = 0; round < rounds; round++) {
        multiply();
        a[round % N][0] = product[N - 1][round % N] * 0.0625;
        checksum = checksum_add(checksum, bits_of(product[round % N][N - 1]));
    }
    return checksum;
}

BENCH bench = {.name = "matmul-double", .rounds = 24, .check = check, .run = run};
