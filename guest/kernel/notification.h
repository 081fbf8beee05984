// SPDX-License-Identifier: Apache-2.0
// A notification: a flag that a signal sets and that ends the receive of the thread it is bound to, with the signaller's badge as the word.
#ifndef NOTIFICATION_H
#define NOTIFICATION_H

#include "thread.h"

#define NOTIFICATION_COUNT 32

struct notification {
    uint64_t signalled; // the badges of all signals since, or-ed; 0 = none
    struct thread *bound;
    struct process *owner; // null = not in use; ends with it
};

// Bound to the thread; its slot.
int64_t notification_create(struct thread *thread);
int64_t notification_signal(struct thread *thread, uint64_t slot);
// If the thread's notification is signalled: the thread receives it now, as an empty message.
bool notification_take(struct thread *thread);
void notification_unbind(struct thread *thread);
void notification_end_all(struct process *process);

#endif
