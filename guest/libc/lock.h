// SPDX-License-Identifier: Apache-2.0
// A lock between threads of a process, and calls that are inside it. Waits by yielding.
#ifndef LOCK_H
#define LOCK_H

#include "system.h"
#include <stdbool.h>

struct lock {
    bool taken;
};

static inline void lock(struct lock *lock)
{
    while (__atomic_exchange_n(&lock->taken, true, __ATOMIC_ACQUIRE))
        yield();
}

static inline void unlock(struct lock *lock)
{
    __atomic_store_n(&lock->taken, false, __ATOMIC_RELEASE);
}

#endif
