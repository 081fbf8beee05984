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

static void wait_at(struct endpoint *endpoint, struct thread *thread, enum endpoint_state as, struct capability by)
{
    thread_set_waiting(thread, endpoint, as == ENDPOINT_SENDERS ? THREAD_SENDING : THREAD_RECEIVING);
    thread_set_may_grant(thread, capability_allows(by, RIGHT_GRANT));
    thread->waiting.badge = by.word1;
    endpoint_append(endpoint, thread, as);
}

// Moves the message. False: an interrupt is pending, nothing has happened.
static bool received(struct endpoint *endpoint, struct thread *server, struct thread *caller, uint64_t badge)
{
    if (!message_transfer(server, caller, badge))
        return false;
    // Point of no return.
    endpoint_take_first(endpoint, endpoint_first(endpoint));
    thread_set_waiting(caller, 0, THREAD_CALLING);
    slot_fill(&server->caller, &caller->reply,
              capability_of_reply(caller, (server->waiting.flags & WAITING_MAY_GRANT) != 0 ? REPLY_MAY_GRANT : 0));
    return true;
}

int64_t endpoint_call(struct thread *caller)
{
    struct capability c = capability_find(thread_node(caller), caller->registers[REG_A0], CAPABILITY_ENDPOINT, RIGHT_CALL);
    if (capability_type(c) == CAPABILITY_NONE || (!capability_allows(c, RIGHT_GRANT) && !capability_allows(c, RIGHT_ANSWERED)))
        return -E_RIGHT;
    int64_t refused = message_refusal(caller, caller->registers[REG_A1], capability_allows(c, RIGHT_GRANT));
    if (refused != 0)
        return refused;
    struct endpoint *endpoint = capability_object(c);
    if (endpoint_state(endpoint) != ENDPOINT_RECEIVERS) {
        wait_at(endpoint, caller, ENDPOINT_SENDERS, c);
        return SYSCALL_DONE;
    }
    struct thread *server = endpoint_first(endpoint);
    if (!received(endpoint, server, caller, c.word1))
        return SYSCALL_AGAIN;
    scheduler_offer(server);
    return SYSCALL_DONE;
}

// By capability `c`. `answered` (null: nobody) has its answer and may run.
static int64_t wait_for_message(struct thread *server, struct capability c, struct thread *answered)
{
    struct endpoint *endpoint = capability_object(c);
    bool goes_on = notification_take(server);
    thread_set_may_grant(server, capability_allows(c, RIGHT_GRANT));
    server->pending = PENDING_NOTHING;
    if (!goes_on && endpoint_state(endpoint) == ENDPOINT_SENDERS) {
        struct thread *sender = endpoint_first(endpoint);
        goes_on = received(endpoint, server, sender, sender->waiting.badge);
        if (!goes_on) {
            server->pending = PENDING_RECEIVE;
            if (answered != 0)
                scheduler_ready(answered);
            return SYSCALL_AGAIN;
        }
    }
    if (!goes_on)
        wait_at(endpoint, server, ENDPOINT_RECEIVERS, c);
    if (answered != 0 && goes_on)
        scheduler_ready(answered);
    else if (answered != 0)
        scheduler_offer(answered);
    return SYSCALL_DONE;
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
        slot_delete(&server->caller);
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
    return wait_for_message(server, c, 0);
}

int64_t endpoint_reply_receive(struct thread *server)
{
    struct capability c = capability_find(thread_node(server), server->registers[REG_A0], CAPABILITY_ENDPOINT, RIGHT_RECEIVE);
    if (capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    struct thread *caller = server->pending == PENDING_RECEIVE ? 0 : debtor_of(server);
    if (caller != 0) {
        bool may_grant = (server->caller.capability.word0 & REPLY_MAY_GRANT) != 0;
        int64_t refused = message_refusal(server, server->registers[REG_A1], may_grant);
        if (refused != 0)
            return refused;
        if (!message_transfer(caller, server, 0))
            return SYSCALL_AGAIN;
        // Point of no return for the answer.
        slot_delete(&server->caller);
    }
    return wait_for_message(server, c, caller);
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
        slot_delete(slot_next(&thread->reply));
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
