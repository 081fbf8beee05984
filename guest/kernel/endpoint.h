// SPDX-License-Identifier: Apache-2.0
// Synchronous IPC by way of the kernel, after seL4's endpoints: call, receive, reply-and-receive. fastpath.c has the short way for the usual case,
// endpoint.c the whole: any length, queues, other harts.
//
//     word 0  first in the queue (kernel address)
//     word 1  63          2 1   0
//             last in queue state       (threads are aligned, so two bits are free)
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include "thread.h"

#define ENDPOINT_COUNT 128

enum endpoint_state { ENDPOINT_IDLE, ENDPOINT_SENDERS, ENDPOINT_RECEIVERS, ENDPOINT_STATE_MASK = 3 };

struct endpoint {
    uint64_t first, last_and_state;
    struct process *owner; // null = not in use; ends with it
};

static inline enum endpoint_state endpoint_state(const struct endpoint *endpoint)
{
    return (enum endpoint_state)(endpoint->last_and_state & ENDPOINT_STATE_MASK);
}

static inline struct thread *endpoint_first(const struct endpoint *endpoint)
{
    return (struct thread *)endpoint->first;
}

static inline struct thread *endpoint_last(const struct endpoint *endpoint)
{
    return (struct thread *)(endpoint->last_and_state & ~(uint64_t)ENDPOINT_STATE_MASK);
}

// The queue without its first thread.
static inline void endpoint_take_first(struct endpoint *endpoint, const struct thread *first)
{
    struct thread *next = first->queue_next;
    endpoint->first = (uint64_t)next;
    if (next != 0)
        next->queue_previous = 0;
    else
        endpoint->last_and_state = ENDPOINT_IDLE;
}

static inline void endpoint_append(struct endpoint *endpoint, struct thread *thread, enum endpoint_state state)
{
    struct thread *last = endpoint_last(endpoint);
    thread->queue_previous = last;
    thread->queue_next = 0;
    if (last == 0)
        endpoint->first = (uint64_t)thread;
    else
        last->queue_next = thread;
    endpoint->last_and_state = (uint64_t)thread | state;
}

// The server owes `caller` an answer: a reply capability, derived from the caller's own slot. With it capabilities may be given, if the server
// received by a capability with the right to grant.
static inline void endpoint_owe_reply(struct thread *server, struct thread *caller)
{
    uint64_t flags = (server->waiting.flags & WAITING_MAY_GRANT) != 0 ? REPLY_MAY_GRANT : 0;
    server->caller.capability = capability_of_reply(caller, flags);
    server->caller.previous = &caller->reply;
    caller->reply.next = (uint64_t)&server->caller | LINK_REVOCABLE | LINK_FIRST_BADGED;
}

static inline void endpoint_forget_reply(struct slot *slot)
{
    slot->previous->next = LINK_REVOCABLE | LINK_FIRST_BADGED;
    *slot = (struct slot){{0, 0}, 0, 0};
}

int64_t endpoint_create(struct process *process); // its slot
// Each carries out the system call in the thread's registers: SYSCALL_DONE, SYSCALL_AGAIN, or an error that the caller gets.
int64_t endpoint_call(struct thread *caller);
int64_t endpoint_receive(struct thread *server);
int64_t endpoint_reply_receive(struct thread *server);
// A thread that sends or receives waits no longer.
void endpoint_leave_queue(struct thread *thread);
// The thread is in no queue any more; whoever waits for its answer gets E_DIED.
void endpoint_leave(struct thread *thread);
// Endpoints of the process end: queued threads get E_DIED, no slot names them.
void endpoint_end_all(struct process *process);

// fastpath.c, entered from trap_entry.S. One hart without Xxpc; any machine.
__attribute__((noreturn)) void ipc_fastpath_call(uint64_t slot, uint64_t info);
__attribute__((noreturn)) void ipc_fastpath_reply_receive(uint64_t slot, uint64_t info);
__attribute__((noreturn)) void ipc_general_call(uint64_t slot, uint64_t info);
__attribute__((noreturn)) void ipc_general_reply_receive(uint64_t slot, uint64_t info);

#endif
