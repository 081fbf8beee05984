// SPDX-License-Identifier: Apache-2.0
#ifndef STRING_H
#define STRING_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
size_t strlen(const char *text);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
char *strchr(const char *text, int wanted);
char *strstr(const char *text, const char *wanted);
// Copies at most size - 1 characters and always ends the copy with a zero; returns the length of `from`.
size_t strlcpy(char *to, const char *from, size_t size);

#endif
