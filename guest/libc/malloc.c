// SPDX-License-Identifier: Apache-2.0
// Blocks of 2^n bytes, one free list per size. A block's size class stands in the 16 bytes before it.
#include "lock.h"
#include "stdlib.h"
#include "string.h"

enum { HEADER = 16, SMALLEST_SHIFT = 5, CLASSES = 40, CHUNK_SHIFT = 16 };

struct block {
    uint64_t class;
    struct block *next; // while free
};

static struct block *free_blocks[CLASSES];
static struct lock heap;

// Fresh memory cut into blocks of the class.
static void refill(unsigned class)
{
    unsigned shift = class < CHUNK_SHIFT ? CHUNK_SHIFT : class;
    uint8_t *chunk = memory_more(1ul << shift);
    for (uint64_t offset = 0; chunk != NULL && offset < 1ul << shift; offset += 1ul << class) {
        struct block *block = (struct block *)(chunk + offset);
        block->class = class;
        block->next = free_blocks[class];
        free_blocks[class] = block;
    }
}

void *malloc(size_t size)
{
    unsigned class = SMALLEST_SHIFT;
    while (class < CLASSES && (1ul << class) - HEADER < size)
        class++;
    if (class == CLASSES)
        return NULL;
    lock(&heap);
    if (free_blocks[class] == NULL)
        refill(class);
    struct block *block = free_blocks[class];
    if (block != NULL)
        free_blocks[class] = block->next;
    unlock(&heap);
    return block != NULL ? (uint8_t *)block + HEADER : NULL;
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    if (__builtin_mul_overflow(count, size, &bytes))
        return NULL;
    void *pointer = malloc(bytes);
    return pointer != NULL ? memset(pointer, 0, bytes) : NULL;
}

void free(void *pointer)
{
    if (pointer == NULL)
        return;
    struct block *block = (struct block *)((uint8_t *)pointer - HEADER);
    lock(&heap);
    block->next = free_blocks[block->class];
    free_blocks[block->class] = block;
    unlock(&heap);
}
