// SPDX-License-Identifier: Apache-2.0
// The letter that `xpc demo` follows from A through B to C: 4 KiB of words that occur nowhere else in memory. B reads the note, puts its stamp
// behind the body, and hands body and stamp on; C adds them up.
//
//     | note | body          | stamp |
//     A hands  [------------------------)     negotiated: room for the stamp
//     B hands         [-----------------)
#ifndef LETTER_H
#define LETTER_H

#include <stdint.h>

enum { LETTER_SEND = 1, LETTER_NOTE = 64, LETTER_BODY = 4096, LETTER_STAMP = 64 };

// Word `i` of the letter with that seed (the finalizer of SplitMix64): neither text nor code looks like it.
static inline uint64_t letter_word(uint64_t seed, uint64_t i)
{
    uint64_t z = (seed << 32 | i) * 0x9e3779b97f4a7c15ul;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ul;
    z = (z ^ z >> 27) * 0x94d049bb133111ebul;
    return z ^ z >> 31;
}

static inline void letter_write(uint64_t *words, uint64_t seed)
{
    for (uint64_t i = 0; i < (LETTER_NOTE + LETTER_BODY) / sizeof *words; i++)
        words[i] = letter_word(seed, i);
}

static inline void letter_stamp(uint64_t *words)
{
    for (uint64_t i = 0; i < LETTER_STAMP / sizeof *words; i++)
        words[(LETTER_NOTE + LETTER_BODY) / sizeof *words + i] = i;
}

static inline uint64_t letter_sum(const uint64_t *words, uint64_t bytes)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < bytes / sizeof *words; i++)
        sum += words[i];
    return sum;
}

// What C must find.
static inline uint64_t letter_expected(uint64_t seed)
{
    uint64_t sum = 0;
    for (uint64_t i = LETTER_NOTE / 8; i < (LETTER_NOTE + LETTER_BODY) / 8; i++)
        sum += letter_word(seed, i);
    for (uint64_t i = 0; i < LETTER_STAMP / 8; i++)
        sum += i;
    return sum;
}

#endif
