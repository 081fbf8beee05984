// SPDX-License-Identifier: Apache-2.0
// How often words occur in a text, by Horspool's algorithm.
#include "bench.h"
#include "string.h"

enum { TEXT = 1 << 16, LETTERS = 6, WORDS = 8, SHORTEST = 3 };
static uint8_t text[TEXT];

static NOINLINE unsigned count(const uint8_t *word, unsigned length)
{
    uint8_t shift[256];
    memset(shift, (int)length, sizeof shift);
    for (unsigned i = 0; i + 1 < length; i++)
        shift[word[i]] = (uint8_t)(length - 1 - i);
    unsigned found = 0;
    for (const uint8_t *at = text; at + length <= text + TEXT; at += shift[at[length - 1]]) {
        unsigned i = length;
        while (i > 0 && at[i - 1] == word[i - 1])
            i--;
        found += i == 0;
    }
    return found;
}

static unsigned count_place_by_place(const uint8_t *word, unsigned length)
{
    unsigned found = 0;
    for (unsigned at = 0; at + length <= TEXT; at++)
        found += memcmp(text + at, word, length) == 0;
    return found;
}

static void fill(void)
{
    uint64_t seed = 19;
    for (unsigned i = 0; i < TEXT; i++)
        text[i] = (uint8_t)('a' + (random_next(&seed) >> 33) % LETTERS);
}

// Words of the text itself, so that each occurs.
static const uint8_t *word(uint64_t n)
{
    return text + n * 4099 % (TEXT - 64);
}

static const char *check(void)
{
    fill();
    for (unsigned n = 0; n < WORDS; n += 2) {
        unsigned found = count(word(n), SHORTEST + n);
        if (found == 0 || found != count_place_by_place(word(n), SHORTEST + n))
            return "not as many as found place by place";
    }
    return 0;
}

static uint64_t run(uint64_t rounds)
{
    uint64_t checksum = 0;
    fill();
    for (uint64_t round = 0; round < rounds; round++)
        checksum = checksum_add(checksum, count(word(round), SHORTEST + (unsigned)round % WORDS));
    return checksum;
}

BENCH bench = {.name = "search", .rounds = 400, .check = check, .run = run};
