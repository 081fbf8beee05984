// SPDX-License-Identifier: Apache-2.0
// AES-128 encryption (FIPS 197), byte by byte.
#include "bench.h"
#include "string.h"

enum { BLOCK = 16, ROUNDS = 10, KEYS = BLOCK * (ROUNDS + 1), MESSAGE = 256 };

static uint8_t substitute[256];

static uint8_t rotate(uint8_t value, unsigned by)
{
    return (uint8_t)(value << by | value >> (8 - by));
}

// Multiplies by x in GF(2^8).
static uint8_t twice(uint8_t value)
{
    return (uint8_t)(value << 1 ^ (value >> 7) * 0x1b);
}

// Fills the S-box: p runs through the powers of the generator x + 1, q through their inverses.
static void fill_substitute(void)
{
    uint8_t p = 1, q = 1;
    do {
        p ^= twice(p);
        q ^= (uint8_t)(q << 1);
        q ^= (uint8_t)(q << 2);
        q ^= (uint8_t)(q << 4);
        q ^= (uint8_t)((q >> 7) * 0x09);
        substitute[p] = q ^ rotate(q, 1) ^ rotate(q, 2) ^ rotate(q, 3) ^ rotate(q, 4) ^ 0x63;
    } while (p != 1);
    substitute[0] = 0x63;
}

static void expand(const uint8_t *key, uint8_t *keys)
{
    memcpy(keys, key, BLOCK);
    uint8_t constant = 1;
    for (unsigned i = BLOCK; i < KEYS; i += 4) {
        uint8_t word[4];
        memcpy(word, keys + i - 4, 4);
        if (i % BLOCK == 0) {
            uint8_t first = word[0];
            word[0] = substitute[word[1]] ^ constant;
            word[1] = substitute[word[2]];
            word[2] = substitute[word[3]];
            word[3] = substitute[first];
            constant = twice(constant);
        }
        for (unsigned j = 0; j < 4; j++)
            keys[i + j] = keys[i + j - BLOCK] ^ word[j];
    }
}

static void mix_column(uint8_t *c)
{
    uint8_t all = c[0] ^ c[1] ^ c[2] ^ c[3], first = c[0];
    c[0] ^= all ^ twice(c[0] ^ c[1]);
    c[1] ^= all ^ twice(c[1] ^ c[2]);
    c[2] ^= all ^ twice(c[2] ^ c[3]);
    c[3] ^= all ^ twice(c[3] ^ first);
}

// Byte 4 c + r of a block is in column c and row r.
static NOINLINE void encrypt(const uint8_t *keys, uint8_t *block)
{
    for (unsigned i = 0; i < BLOCK; i++)
        block[i] ^= keys[i];
    for (unsigned round = 1; round <= ROUNDS; round++) {
        uint8_t shifted[BLOCK];
        for (unsigned i = 0; i < BLOCK; i++)
            shifted[i] = substitute[block[(i + 4 * (i % 4)) % BLOCK]];
        if (round < ROUNDS)
            for (unsigned column = 0; column < BLOCK; column += 4)
                mix_column(shifted + column);
        for (unsigned i = 0; i < BLOCK; i++)
            block[i] = shifted[i] ^ keys[BLOCK * round + i];
    }
}

// FIPS 197, appendix C.1.
static const char *check(void)
{
    static const uint8_t encrypted[BLOCK] = {
        0x69, 0xc4, 0xe0, 0xd8, 0x6a, 0x7b, 0x04, 0x30, 0xd8, 0xcd, 0xb7, 0x80, 0x70, 0xb4, 0xc5, 0x5a};
    uint8_t key[BLOCK], block[BLOCK], keys[KEYS];
    fill_substitute();
    for (unsigned i = 0; i < BLOCK; i++) {
        key[i] = (uint8_t)i;
        block[i] = (uint8_t)(0x11 * i);
    }
    expand(key, keys);
    encrypt(keys, block);
    return memcmp(block, encrypted, BLOCK) != 0 ? "FIPS 197, C.1" : 0;
}

// Cipher block chaining over a message that is replaced by what it becomes.
static uint64_t run(uint64_t rounds)
{
    static uint8_t message[MESSAGE];
    uint8_t key[BLOCK], keys[KEYS], chain[BLOCK] = {0};
    uint64_t seed = 17;
    for (unsigned i = 0; i < BLOCK; i++)
        key[i] = (uint8_t)random_next(&seed);
    expand(key, keys);
    memset(message, 0, MESSAGE);
    for (uint64_t round = 0; round < rounds; round++)
        for (unsigned at = 0; at < MESSAGE; at += BLOCK) {
            for (unsigned i = 0; i < BLOCK; i++)
                chain[i] ^= message[at + i];
            encrypt(keys, chain);
            memcpy(message + at, chain, BLOCK);
        }
    uint64_t checksum = 0;
    for (unsigned i = 0; i < BLOCK; i++)
        checksum = checksum << 4 ^ chain[i];
    return checksum;
}

BENCH bench = {.name = "aes", .rounds = 3000, .check = check, .run = run};
