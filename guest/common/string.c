// SPDX-License-Identifier: Apache-2.0
#include "string.h"
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    return memmove(to, from, size);
}

// Eight bytes at a time where both sides allow it.
void *memmove(void *to, const void *from, size_t size)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    if ((uintptr_t)t - (uintptr_t)f >= size) {
        if ((((uintptr_t)t | (uintptr_t)f) & 7) == 0) {
            for (; size >= 32; size -= 32, t += 32, f += 32) {
                uint64_t a = ((const uint64_t *)f)[0], b = ((const uint64_t *)f)[1];
                uint64_t c = ((const uint64_t *)f)[2], d = ((const uint64_t *)f)[3];
                ((uint64_t *)t)[0] = a;
                ((uint64_t *)t)[1] = b;
                ((uint64_t *)t)[2] = c;
                ((uint64_t *)t)[3] = d;
            }
            for (; size >= 8; size -= 8, t += 8, f += 8)
                *(uint64_t *)t = *(const uint64_t *)f;
        }
        while (size-- > 0)
            *t++ = *f++;
    } else {
        while (size-- > 0)
            t[size] = f[size];
    }
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    uint8_t *t = to;
    for (; size > 0 && ((uintptr_t)t & 7) != 0; size--)
        *t++ = (uint8_t)byte;
    for (uint64_t word = 0x0101010101010101ul * (uint8_t)byte; size >= 8; size -= 8, t += 8)
        *(uint64_t *)t = word;
    while (size-- > 0)
        *t++ = (uint8_t)byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const uint8_t *p = a, *q = b;
    for (; size > 0; size--, p++, q++)
        if (*p != *q)
            return *p - *q;
    return 0;
}

size_t strlen(const char *text)
{
    const char *end = text;
    while (*end != 0)
        end++;
    return (size_t)(end - text);
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}

int strncmp(const char *a, const char *b, size_t size)
{
    for (; size > 0; size--, a++, b++)
        if (*a != *b || *a == 0)
            return (unsigned char)*a - (unsigned char)*b;
    return 0;
}

char *strchr(const char *text, int wanted)
{
    for (;; text++) {
        if (*text == (char)wanted)
            return (char *)text;
        if (*text == 0)
            return 0;
    }
}

char *strstr(const char *text, const char *wanted)
{
    for (size_t length = strlen(wanted); *text != 0; text++)
        if (strncmp(text, wanted, length) == 0)
            return (char *)text;
    return 0;
}

size_t strlcpy(char *to, const char *from, size_t size)
{
    size_t i = 0;
    for (; size > 0 && i < size - 1 && from[i] != 0; i++)
        to[i] = from[i];
    if (size > 0)
        to[i] = 0;
    return strlen(from);
}
