// SPDX-License-Identifier: Apache-2.0
// Fast Fourier transform of complex doubles, radix 2, in place.
#include "bench.h"

enum { LOG = 12, SIZE = 1 << LOG };

struct complex {
    double re, im;
};

static struct complex roots[SIZE / 2]; // exp(-2 pi i k / SIZE)
static struct complex data[SIZE];

static struct complex multiply(struct complex a, struct complex b)
{
    return (struct complex){a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

// Halves the angle again and again, from pi on; root k is then the product of those for k's bits.
static void fill_roots(void)
{
    struct complex root = {-1, 0};
    roots[0] = (struct complex){1, 0};
    for (unsigned step = SIZE / 4; step > 0; step /= 2) {
        double cosine = square_root((1 + root.re) / 2);
        root = (struct complex){cosine, step == SIZE / 4 ? -1 : root.im / (2 * cosine)};
        for (unsigned k = 0; k < SIZE / 2; k += 2 * step)
            roots[k + step] = multiply(roots[k], root);
    }
}

static NOINLINE void transform(struct complex *values, unsigned log)
{
    unsigned size = 1u << log;
    for (unsigned i = 0, j = 0; i < size; i++) { // j is i with its bits reversed
        if (i < j) {
            struct complex swapped = values[i];
            values[i] = values[j];
            values[j] = swapped;
        }
        unsigned bit = size / 2;
        for (; (j & bit) != 0; bit /= 2)
            j ^= bit;
        j ^= bit;
    }
    for (unsigned half = 1; half < size; half *= 2)
        for (unsigned first = 0; first < size; first += 2 * half)
            for (unsigned k = 0; k < half; k++) {
                struct complex *a = &values[first + k], *b = a + half;
                struct complex turned = multiply(*b, roots[k * (SIZE / 2 / half)]);
                *b = (struct complex){a->re - turned.re, a->im - turned.im};
                *a = (struct complex){a->re + turned.re, a->im + turned.im};
            }
}

static void fill(void)
{
    uint64_t seed = 29;
    for (unsigned i = 0; i < SIZE; i++)
        data[i] = (struct complex){(double)(int64_t)random_next(&seed) * 0x1p-63, 0};
}

// The product of two polynomials with integer coefficients, by transforms and term by term.
static const char *check(void)
{
    enum { FEW = 7, N = 1 << FEW, TERMS = N / 2 };
    static struct complex a[N], b[N];
    int64_t p[TERMS], q[TERMS];
    uint64_t seed = 31;
    fill_roots();
    for (unsigned i = 0; i < TERMS; i++) {
        p[i] = (int64_t)(random_next(&seed) >> 57);
        q[i] = (int64_t)(random_next(&seed) >> 57);
        a[i].re = (double)p[i];
        b[i].re = (double)q[i];
    }
    transform(a, FEW);
    transform(b, FEW);
    for (unsigned i = 0; i < N; i++) {
        a[i] = multiply(a[i], b[i]);
        a[i].im = -a[i].im; // the transform of the conjugate is the conjugate of N times the inverse
    }
    transform(a, FEW);
    for (unsigned i = 0; i < N; i++) {
        int64_t sum = 0;
        for (unsigned j = 0; j < TERMS; j++)
            sum += i >= j && i - j < TERMS ? p[j] * q[i - j] : 0;
        double error = a[i].re / N - (double)sum;
        if (!(error < 1e-6 && error > -1e-6))
            return "not the product of the polynomials";
    }
    return 0;
}

// Scaled after each transform, so that the values stay near 1.
static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    fill();
    for (uint64_t round = 0; round < rounds; round++) {
        transform(data, LOG);
        for (unsigned i = 0; i < SIZE; i++) {
            data[i].re *= 1.0 / 64;
            data[i].im *= 1.0 / 64;
        }
        checksum = checksum_add(checksum, bits_of(data[round % SIZE].re) ^ bits_of(data[SIZE - 1].im));
    }
    return checksum;
}

BENCH bench = {.name = "fft", .rounds = 200, .check = check, .run = run};
