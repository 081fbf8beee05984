// SPDX-License-Identifier: Apache-2.0
// Product of two matrices of 64-bit integers.
#include "bench.h"

enum { N = 96 };
static uint64_t a[N][N], b[N][N], product[N][N];

static void fill(void)
{
    uint64_t seed = 3;
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++) {
            a[i][j] = random_next(&seed);
            b[i][j] = random_next(&seed);
        }
}

static NOINLINE void multiply(void)
{
    for (unsigned i = 0; i < N; i++)
        for (unsigned j = 0; j < N; j++) {
            uint64_t sum = 0;
            for (unsigned k = 0; k < N; k++)
                sum += a[i][k] * b[k][j];
            product[i][j] = sum;
        }
}

static void apply(uint64_t matrix[N][N], const uint64_t *vector, uint64_t *result)
{
    for (unsigned i = 0; i < N; i++) {
        result[i] = 0;
        for (unsigned j = 0; j < N; j++)
            result[i] += matrix[i][j] * vector[j];
    }
}

// (A B) x = A (B x) for a random x.
static const char *check(void)
{
    uint64_t x[N], once[N], inner[N], twice[N], seed = 5;
    fill();
    multiply();
    for (unsigned i = 0; i < N; i++)
        x[i] = random_next(&seed);
    apply(product, x, once);
    apply(b, x, inner);
    apply(a, inner, twice);
    for (unsigned i = 0; i < N; i++)
        if (once[i] != twice[i])
            return "(A B) x is not A (B x)";
    return 0;
}

// Each product goes into the next, so that none can be left out.
static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    fill();
    for (uint64_t round = 0; round < rounds; round++) {
        multiply();
        a[round % N][0] += product[N - 1][round % N];
        checksum = checksum_add(checksum, product[round % N][N - 1]);
    }
    return checksum;
}

BENCH bench = {.name = "matmul-int", .rounds = 24, .check = check, .run = run};
