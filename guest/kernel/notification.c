// SPDX-License-Identifier: Apache-2.0
#include "notification.h"
#include "endpoint.h"
#include "process.h"
#include "scheduler.h"

static struct notification notifications[NOTIFICATION_COUNT];

int64_t notification_create(struct thread *thread)
{
    struct process *process = thread_runs_in(thread);
    if (thread->notification != 0 || process != thread->process)
        return -E_ARGUMENT;
    for (unsigned i = 0; i < NOTIFICATION_COUNT; i++)
        if (notifications[i].owner == 0) {
            struct notification *n = &notifications[i];
            int64_t slot = capability_add(process, capability_of(CAPABILITY_NOTIFICATION, n, RIGHT_CALL | RIGHT_GRANT, thread->runtime->xcallcap));
            if (slot >= 0) {
                *n = (struct notification){0, thread, process};
                thread->notification = n;
            }
            return slot;
        }
    return -E_MEMORY;
}

bool notification_take(struct thread *thread)
{
    struct notification *n = thread->notification;
    if (n == 0 || n->signalled == 0)
        return false;
    thread->registers[REG_A0] = n->signalled;
    thread->registers[REG_A1] = 0;
    n->signalled = 0;
    return true;
}

int64_t notification_signal(struct thread *thread, uint64_t slot)
{
    struct capability c = capability_find(thread_node(thread), slot, CAPABILITY_NOTIFICATION, RIGHT_CALL);
    if (capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    struct notification *n = capability_object(c);
    n->signalled |= c.word1;
    struct thread *bound = n->bound;
    if (bound != 0 && thread_state(bound) == THREAD_RECEIVING) {
        endpoint_leave_queue(bound);
        notification_take(bound);
        scheduler_ready(bound);
    }
    return 0;
}

void notification_unbind(struct thread *thread)
{
    if (thread->notification != 0)
        thread->notification->bound = 0;
    thread->notification = 0;
}

void notification_end_all(struct process *process)
{
    for (unsigned i = 0; i < NOTIFICATION_COUNT; i++) {
        struct notification *n = &notifications[i];
        if (n->owner != process)
            continue;
        if (n->bound != 0)
            n->bound->notification = 0;
        capability_remove_all(n);
        n->owner = 0;
    }
}
