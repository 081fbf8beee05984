// SPDX-License-Identifier: Apache-2.0
// What a benchmark is, and what it may use: a program alone on the machine, in M-mode, with one hart.
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench {
    const char *name;
    uint64_t rounds;      // of one repetition at scale 1: 100 to 200 million instructions
    bool counts_rounds;   // the unit is a round (a round trip); otherwise it is a repetition
    // Compares a result with one found in another way. Returns 0, or what is wrong.
    const char *(*check)(void);
    // Returns a checksum, the same each time for the same number of rounds.
    uint64_t (*run)(uint64_t rounds);
};

// Registers a benchmark. The runtime runs all those of an image one after another in each repetition.
#define BENCH __attribute__((section(".bench"), used)) static const struct bench

// Memory that is not cleared at the start, page by page.
#define UNINITIALISED __attribute__((section(".uninitialised"), aligned(4096)))

// Keeps the compiler from seeing through a call, or from moving accesses to memory.
#define NOINLINE __attribute__((noinline))
#define barrier() __asm__ volatile("" ::: "memory")

// Whether the machine has Xxpc.
extern bool has_xxpc;

void print(const char *pattern, ...);
_Noreturn void finish(unsigned code);

// xorshift64*: `state` must not be 0.
static inline uint64_t random_next(uint64_t *state)
{
    uint64_t x = *state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    *state = x;
    return x * 0x2545f4914f6cdd1dul;
}

// Adds a value to a checksum that depends on the order.
static inline uint64_t checksum_add(uint64_t checksum, uint64_t value)
{
    return (checksum << 7 | checksum >> 57) * 0x9e3779b97f4a7c15ul + value;
}

// The bits of a real number: equal checksums mean that every bit of the result is equal.
static inline uint64_t bits_of(double value)
{
    union {
        double real;
        uint64_t bits;
    } both = {.real = value};
    return both.bits;
}

static inline double square_root(double value)
{
    double root;
    __asm__("fsqrt.d %0, %1" : "=f"(root) : "f"(value));
    return root;
}

#endif
