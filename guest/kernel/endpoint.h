// SPDX-License-Identifier: Apache-2.0
// Synchronous IPC by way of the kernel, after seL4's endpoints: call, receive, reply-and-receive. The plain form: a trap, look-ups and checks, one
// copy through the kernel's map, a direct switch to the partner.
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include "thread.h"

#define ENDPOINT_COUNT 128

struct endpoint {
    struct process *owner; // null = not in use; ends with it
    struct thread *first, *last; // all sending, or all receiving
};

int64_t endpoint_create(struct process *process); // its slot
// Each takes the caller's registers as SYS_IPC_... says, and leaves by running somebody, or returns an error that the caller gets.
int64_t endpoint_call(struct thread *caller);
int64_t endpoint_receive(struct thread *server);
int64_t endpoint_reply_receive(struct thread *server);
// The thread is in no queue any more; whoever waits for its answer gets E_DIED.
void endpoint_leave(struct thread *thread);
// Endpoints of the process end: queued threads get E_DIED, no slot names them.
void endpoint_end_all(struct process *process);

#endif
