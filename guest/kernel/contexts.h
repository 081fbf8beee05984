// SPDX-License-Identifier: Apache-2.0
// What the kernel knows of the contexts that libraries keep for calls (abi.h, SYS_CONTEXTS): enough to give them back when a call ends from outside while its
// callees live.
#ifndef CONTEXTS_H
#define CONTEXTS_H

#include "thread.h"
#include "xxpc.h"

// SYS_CONTEXTS of the process that the thread runs in.
int64_t contexts_set(struct thread *thread, uint64_t address);
// Whether the thread is where its context cannot be told.
bool contexts_in_trampoline(const struct thread *thread);
// The thread is about to go back to the caller of the record (null: it ends): the contexts of the callees above are left behind, each in its process.
// Every thread's state must be in memory.
void contexts_leave(const struct thread *thread, const struct xpc_record *target);

#endif
