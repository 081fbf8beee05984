// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4).
#include "bench.h"
#include "string.h"

enum { BLOCK = 64, WORDS = 8, STEPS = 64, MESSAGE = 8192 };

static const uint32_t constants[STEPS] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static const uint32_t initial[WORDS] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static uint32_t rotate(uint32_t value, unsigned by)
{
    return value >> by | value << (32 - by);
}

static NOINLINE void add_block(uint32_t *state, const uint8_t *block)
{
    uint32_t w[STEPS];
    for (unsigned i = 0; i < 16; i++, block += 4)
        w[i] = (uint32_t)block[0] << 24 | (uint32_t)block[1] << 16 | (uint32_t)block[2] << 8 | block[3];
    for (unsigned i = 16; i < STEPS; i++) {
        uint32_t s0 = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t s1 = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
    }
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
    uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
    for (unsigned i = 0; i < STEPS; i++) {
        uint32_t t1 = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
        uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g, g = f, f = e, e = d + t1;
        d = c, c = b, b = a, a = t1 + t2;
    }
    state[0] += a, state[1] += b, state[2] += c, state[3] += d;
    state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

static void sha256(const uint8_t *message, size_t size, uint32_t *digest)
{
    memcpy(digest, initial, sizeof initial);
    uint64_t bits = 8 * (uint64_t)size;
    for (; size >= BLOCK; size -= BLOCK, message += BLOCK)
        add_block(digest, message);
    uint8_t last[2 * BLOCK] = {0};
    memcpy(last, message, size);
    last[size] = 0x80;
    size_t end = size < BLOCK - 8 ? BLOCK : 2 * BLOCK;
    for (unsigned i = 0; i < 8; i++)
        last[end - 1 - i] = (uint8_t)(bits >> 8 * i);
    add_block(digest, last);
    if (end > BLOCK)
        add_block(digest, last + BLOCK);
}

// The examples of FIPS 180-2, appendices B.1 and B.2.
static const char *check(void)
{
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static const uint32_t of_abc[WORDS] = {
        0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad};
    static const uint32_t of_two_blocks[WORDS] = {
        0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167, 0xf6ecedd4, 0x19db06c1};
    uint32_t digest[WORDS];
    sha256((const uint8_t *)"abc", 3, digest);
    if (memcmp(digest, of_abc, sizeof digest) != 0)
        return "FIPS 180-2, B.1";
    sha256((const uint8_t *)two_blocks, sizeof two_blocks - 1, digest);
    return memcmp(digest, of_two_blocks, sizeof digest) != 0 ? "FIPS 180-2, B.2" : 0;
}

// The digest of a message goes into the next message.
static uint64_t run(uint64_t rounds)
{
    static uint8_t message[MESSAGE];
    uint32_t digest[WORDS];
    uint64_t checksum = 0, seed = 13;
    for (unsigned i = 0; i < MESSAGE; i++)
        message[i] = (uint8_t)random_next(&seed);
    for (uint64_t round = 0; round < rounds; round++) {
        sha256(message, MESSAGE, digest);
        memcpy(message, digest, sizeof digest);
        checksum = checksum_add(checksum, (uint64_t)digest[0] << 32 | digest[7]);
    }
    return checksum;
}

BENCH bench = {.name = "sha256", .rounds = 300, .check = check, .run = run};
