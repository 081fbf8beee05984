// SPDX-License-Identifier: Apache-2.0
// The whole way of IPC: decode what the caller asks for, check it, move the message, and only then change any state. A long message looks for
// interrupts on its way; if one is pending, the system call starts again behind it.
#include "endpoint.h"
#include "hart.h"
#include "layout.h"
#include "message.h"
#include "notification.h"
#include "process.h"
#include "scheduler.h"
#include "syscall.h"

int64_t endpoint_create(struct process *process)
{
    for (unsigned i = 0; i < ENDPOINT_COUNT; i++) {
        struct endpoint *endpoint = layout_endpoint(i);
        if (endpoint->owner == 0) {
            uint64_t badge = process_first_thread(process)->runtime->xcallcap;
            int64_t slot =
                capability_add(process, capability_of(CAPABILITY_ENDPOINT, endpoint, RIGHT_CALL | RIGHT_RECEIVE | RIGHT_GRANT, badge));
            if (slot >= 0)
                *endpoint = (struct endpoint){.owner = process};
            return slot;
        }
    }
    return -E_MEMORY;
}

static void wait_at(struct endpoint *endpoint, struct thread *thread, enum endpoint_state as)
{
    thread_set_waiting(thread, endpoint, as == ENDPOINT_SENDERS ? THREAD_SENDING : THREAD_RECEIVING);
    endpoint_append(endpoint, thread, as);
}

// The partner runs at once, if it may run here and nobody more important is ready.
static void run(struct thread *partner)
{
    if (scheduler_above(partner->priority) || !scheduler_may_run_here(partner)) {
        scheduler_ready(partner);
        scheduler_next();
    }
    scheduler_run(partner);
}

int64_t endpoint_call(struct thread *caller)
{
    struct capability c = capability_find(thread_node(caller), caller->registers[REG_A0], CAPABILITY_ENDPOINT, RIGHT_CALL);
    if (capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    int64_t refused = message_refusal(caller, caller->registers[REG_A1]);
    if (refused != 0)
        return refused;
    struct endpoint *endpoint = capability_object(c);
    struct thread *server = endpoint_first(endpoint);
    bool waits = endpoint_state(endpoint) == ENDPOINT_RECEIVERS;
    if (waits && !message_transfer(server, caller, c.word1))
        return SYSCALL_AGAIN;
    // Point of no return.
    if (!waits) {
        caller->waiting.badge = c.word1;
        wait_at(endpoint, caller, ENDPOINT_SENDERS);
        scheduler_next();
    }
    endpoint_take_first(endpoint, server);
    thread_set_waiting(caller, 0, THREAD_CALLING);
    endpoint_owe_reply(server, caller);
    run(server);
    return 0;
}

// `answered` (null: nobody) has its answer and may run.
static int64_t wait_for_message(struct thread *server, struct endpoint *endpoint, struct thread *answered)
{
    bool notified = notification_take(server);
    if (!notified && endpoint_state(endpoint) == ENDPOINT_SENDERS) {
        struct thread *sender = endpoint_first(endpoint);
        if (!message_transfer(server, sender, sender->waiting.badge)) {
            server->pending = PENDING_RECEIVE;
            if (answered != 0)
                scheduler_ready(answered);
            return SYSCALL_AGAIN;
        }
        // Point of no return.
        endpoint_take_first(endpoint, sender);
        thread_set_waiting(sender, 0, THREAD_CALLING);
        endpoint_owe_reply(server, sender);
        notified = true;
    }
    server->pending = PENDING_NOTHING;
    if (notified) {
        if (answered != 0)
            scheduler_ready(answered);
        scheduler_leave(server);
    }
    wait_at(endpoint, server, ENDPOINT_RECEIVERS);
    if (answered != 0)
        run(answered);
    scheduler_next();
}

// Whom the thread owes an answer; null = nobody.
static struct thread *debtor_of(const struct thread *server)
{
    struct capability reply = server->caller.capability;
    return capability_type(reply) == CAPABILITY_REPLY ? (struct thread *)reply.word1 : 0;
}

static void give_up_caller(struct thread *server)
{
    struct thread *caller = debtor_of(server);
    if (caller != 0) {
        endpoint_forget_reply(&server->caller);
        thread_result(caller, -E_DIED);
        scheduler_ready(caller);
    }
}

int64_t endpoint_receive(struct thread *server)
{
    struct capability c = capability_find(thread_node(server), server->registers[REG_A0], CAPABILITY_ENDPOINT, RIGHT_RECEIVE);
    if (capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    give_up_caller(server); // who receives without answering
    return wait_for_message(server, capability_object(c), 0);
}

int64_t endpoint_reply_receive(struct thread *server)
{
    struct capability c = capability_find(thread_node(server), server->registers[REG_A0], CAPABILITY_ENDPOINT, RIGHT_RECEIVE);
    if (capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    struct thread *caller = server->pending == PENDING_RECEIVE ? 0 : debtor_of(server);
    if (caller != 0) {
        int64_t refused = message_refusal(server, server->registers[REG_A1]);
        if (refused != 0)
            return refused;
        if (!message_transfer(caller, server, 0))
            return SYSCALL_AGAIN;
        // Point of no return for the answer.
        endpoint_forget_reply(&server->caller);
    }
    return wait_for_message(server, capability_object(c), caller);
}

void endpoint_leave_queue(struct thread *thread)
{
    struct endpoint *endpoint = thread_endpoint(thread);
    struct thread *before = thread->queue_previous, *after = thread->queue_next;
    enum endpoint_state state = endpoint_state(endpoint);
    if (after != 0)
        after->queue_previous = before;
    else
        endpoint->last_and_state = before != 0 ? (uint64_t)before | state : ENDPOINT_IDLE;
    if (before != 0)
        before->queue_next = after;
    else
        endpoint->first = (uint64_t)after;
    thread_set_waiting(thread, 0, thread_state(thread));
}

void endpoint_leave(struct thread *thread)
{
    if (thread_state(thread) == THREAD_SENDING || thread_state(thread) == THREAD_RECEIVING)
        endpoint_leave_queue(thread);
    if (slot_next(&thread->reply) != 0) // somebody owes it an answer
        endpoint_forget_reply(slot_next(&thread->reply));
    give_up_caller(thread);
    thread->pending = PENDING_NOTHING;
}

void endpoint_end_all(struct process *process)
{
    for (unsigned i = 0; i < ENDPOINT_COUNT; i++) {
        struct endpoint *endpoint = layout_endpoint(i);
        if (endpoint->owner != process)
            continue;
        while (endpoint_state(endpoint) != ENDPOINT_IDLE) {
            struct thread *thread = endpoint_first(endpoint);
            endpoint_leave_queue(thread);
            thread_result(thread, -E_DIED);
            scheduler_ready(thread);
        }
        endpoint->owner = 0;
        capability_remove_all(endpoint);
    }
}
