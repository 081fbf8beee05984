// SPDX-License-Identifier: Apache-2.0
#ifndef STDIO_H
#define STDIO_H

#include <stddef.h>

// Conversions: see format.h. One call is one write to the console if it is shorter than 256 characters.
int printf(const char *pattern, ...) __attribute__((format(printf, 1, 2)));
int snprintf(char *to, size_t size, const char *pattern, ...) __attribute__((format(printf, 3, 4)));

#endif
