// SPDX-License-Identifier: Apache-2.0
// Runtime state: what code runs *as*. User code changes it by xcall and xret without the kernel, which finds it at each trap from
// the xcallcap register. One page per thread:
//
//     0  capability bitmap, read by the engine: bit i = may call x-entry i        XENTRY_COUNT / 8 bytes
//  2048  struct runtime, read by the kernel only
#ifndef RUNTIME_H
#define RUNTIME_H

#include <stdbool.h>
#include <stdint.h>

#define XENTRY_COUNT 1024
#define RUNTIME_OFFSET 2048

struct process;

struct runtime {
    uint64_t xcallcap;              // the register's value: also the thread's identity
    struct process *process;
    uint64_t grant[XENTRY_COUNT / 64]; // bit i: holds the grant right over x-entry i
};

// A page for a thread of `process`, without any capability; null if there is no memory.
struct runtime *runtime_create(struct process *process);
void runtime_destroy(struct runtime *runtime);
// Of a value that came from the xcallcap register or from kernel memory.
struct runtime *runtime_of(uint64_t xcallcap);
// Of a word that a user gave: null unless it is the identity of a living thread.
struct runtime *runtime_find(uint64_t identity);

uint64_t *runtime_bitmap(struct runtime *runtime);
bool runtime_has(struct runtime *runtime, uint64_t id, uint64_t rights);
void runtime_give(struct runtime *runtime, uint64_t id, uint64_t rights);
void runtime_take(struct runtime *runtime, uint64_t id);

#endif
