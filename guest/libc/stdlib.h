// SPDX-License-Identifier: Apache-2.0
#ifndef STDLIB_H
#define STDLIB_H

#include <stddef.h>

// Aligned to 16 bytes; null if there is no memory. Safe between threads.
void *malloc(size_t size);
void *calloc(size_t count, size_t size);
void free(void *pointer);

#endif
