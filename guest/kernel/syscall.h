// SPDX-License-Identifier: Apache-2.0
#ifndef SYSCALL_H
#define SYSCALL_H

#include "thread.h"

// Result of a system call that an interrupt stopped before it changed anything: it starts again.
#define SYSCALL_AGAIN INT64_MIN
// Result of one that has left the registers as they must be.
#define SYSCALL_DONE (INT64_MIN + 1)

// Carries out the system call in the thread's registers. It may change which threads are ready, and the caller's own state.
void syscall(struct thread *thread);

#endif
