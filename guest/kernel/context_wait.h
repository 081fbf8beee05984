// SPDX-License-Identifier: Apache-2.0
// Waiting for a context of an x-entry whose contexts are all in calls. Contexts are the business of the callee's library; the kernel knows from the link
// stacks which calls have one, so it also knows who waits for whom.
#ifndef CONTEXT_WAIT_H
#define CONTEXT_WAIT_H

#include "thread.h"

// The thread, which must have the right to call x-entry `id`, waits until a context of it seems idle (0; another caller may be faster), for at most that many ticks
// of `time` (-E_TIMEOUT). At once: -E_DEADLOCK if each call that has a context of it waits itself, in the end for a context that the thread's own calls
// have; -E_BUSY if the x-entry's process does not say which contexts are idle.
int64_t context_wait(struct thread *thread, uint64_t id, uint64_t ticks);
// Lets those go on that need wait no longer. To be called whenever the kernel looks for work, and at ticks.
void context_wait_check(void);

#endif
