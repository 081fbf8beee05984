// SPDX-License-Identifier: Apache-2.0
#include "endpoint.h"
#include "hart.h"
#include "process.h"
#include "scheduler.h"
#include "user_memory.h"

static struct endpoint endpoints[ENDPOINT_COUNT];

int64_t endpoint_create(struct process *process)
{
    for (unsigned i = 0; i < ENDPOINT_COUNT; i++)
        if (endpoints[i].owner == 0) {
            int64_t slot = process_add_slot(process, &endpoints[i], RIGHT_CALL | RIGHT_RECEIVE | RIGHT_GRANT);
            if (slot >= 0)
                endpoints[i].owner = process;
            return slot;
        }
    return -E_MEMORY;
}

static void enqueue(struct endpoint *endpoint, struct thread *thread, enum thread_state state)
{
    thread->state = state;
    thread->endpoint = endpoint;
    thread->next = 0;
    if (endpoint->first == 0)
        endpoint->first = thread;
    else
        endpoint->last->next = thread;
    endpoint->last = thread;
}

static struct thread *dequeue(struct endpoint *endpoint)
{
    struct thread *thread = endpoint->first;
    endpoint->first = thread->next;
    thread->endpoint = 0;
    return thread;
}

static bool waits(const struct endpoint *endpoint, enum thread_state state)
{
    return endpoint->first != 0 && endpoint->first->state == state;
}

// The arguments of an IPC system call. Buffers are tested now, so that a later copy cannot fail: page tables only grow, and a segment stays
// with its thread while that is blocked.
static int64_t take_message(struct thread *thread, bool sends)
{
    const uint64_t *r = thread->registers;
    struct message m = {r[REG_A1], r[REG_A2], sends ? r[REG_A3] : 0, r[REG_A4], r[REG_A5]};
    if (!user_may(thread, m.buffer, m.length, false) || !user_may(thread, m.reply_buffer, m.reply_capacity, true))
        return -E_ADDRESS;
    thread->message = m;
    return 0;
}

static void deliver(struct thread *to, struct thread *from)
{
    user_copy(to, to->message.reply_buffer, from, from->message.buffer, from->message.length);
    to->registers[REG_A0] = from->message.length;
    to->registers[REG_A1] = from->message.word;
}

// caller's message to server, which now owes the answer.
static void hand_over(struct thread *server, struct thread *caller)
{
    deliver(server, caller);
    server->registers[REG_A2] = runtime_of(caller->xpc.xcallcap)->xcallcap;
    server->reply_to = caller;
    caller->state = THREAD_CALLING;
}

// The partner runs at once if nobody more important is ready.
static void run(struct thread *partner)
{
    if (scheduler_above(partner->priority)) {
        scheduler_ready(partner);
        scheduler_next();
    }
    scheduler_run(partner);
}

int64_t endpoint_call(struct thread *caller)
{
    struct endpoint *endpoint = process_slot(thread_runs_in(caller), caller->registers[REG_A0], RIGHT_CALL);
    if (endpoint == 0)
        return -E_RIGHT;
    int64_t error = take_message(caller, true);
    if (error != 0)
        return error;
    struct thread *server = waits(endpoint, THREAD_RECEIVING) ? endpoint->first : 0;
    if (server != 0 && server->message.reply_capacity < caller->message.length)
        return -E_SIZE;
    // Point of no return.
    if (server == 0) {
        enqueue(endpoint, caller, THREAD_SENDING);
        scheduler_next();
    }
    dequeue(endpoint);
    hand_over(server, caller);
    run(server);
    return 0;
}

// A sender whose message does not fit gets an error, and the next one is looked at.
static struct thread *next_sender(struct endpoint *endpoint, const struct thread *server)
{
    while (waits(endpoint, THREAD_SENDING)) {
        struct thread *sender = dequeue(endpoint);
        if (sender->message.length <= server->message.reply_capacity)
            return sender;
        thread_result(sender, -E_SIZE);
        scheduler_ready(sender);
    }
    return 0;
}

static int64_t wait_for_message(struct thread *server, struct endpoint *endpoint, struct thread *answered)
{
    struct thread *sender = next_sender(endpoint, server);
    if (sender != 0) {
        hand_over(server, sender);
        if (answered != 0)
            scheduler_ready(answered);
        scheduler_leave(server);
    }
    enqueue(endpoint, server, THREAD_RECEIVING);
    if (answered != 0)
        run(answered);
    scheduler_next();
}

int64_t endpoint_receive(struct thread *server)
{
    struct endpoint *endpoint = process_slot(thread_runs_in(server), server->registers[REG_A0], RIGHT_RECEIVE);
    if (endpoint == 0)
        return -E_RIGHT;
    int64_t error = take_message(server, false);
    if (error != 0)
        return error;
    // Point of no return. Who receives without answering gives up on its caller.
    if (server->reply_to != 0) {
        thread_result(server->reply_to, -E_DIED);
        scheduler_ready(server->reply_to);
        server->reply_to = 0;
    }
    return wait_for_message(server, endpoint, 0);
}

int64_t endpoint_reply_receive(struct thread *server)
{
    struct endpoint *endpoint = process_slot(thread_runs_in(server), server->registers[REG_A0], RIGHT_RECEIVE);
    if (endpoint == 0)
        return -E_RIGHT;
    int64_t error = take_message(server, true);
    if (error != 0)
        return error;
    struct thread *caller = server->reply_to;
    if (caller != 0 && caller->message.reply_capacity < server->message.length)
        return -E_SIZE;
    // Point of no return.
    server->reply_to = 0;
    if (caller != 0)
        deliver(caller, server);
    return wait_for_message(server, endpoint, caller);
}

static void unlink_from_queue(struct endpoint *endpoint, struct thread *thread)
{
    struct thread *before = 0;
    for (struct thread *t = endpoint->first; t != thread; t = t->next)
        before = t;
    if (before == 0)
        endpoint->first = thread->next;
    else
        before->next = thread->next;
    if (endpoint->last == thread)
        endpoint->last = before;
}

void endpoint_leave(struct thread *thread)
{
    if (thread->state == THREAD_SENDING || thread->state == THREAD_RECEIVING)
        unlink_from_queue(thread->endpoint, thread);
    thread->endpoint = 0;
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (threads[i].reply_to == thread)
            threads[i].reply_to = 0;
    if (thread->reply_to != 0) {
        thread_result(thread->reply_to, -E_DIED);
        scheduler_ready(thread->reply_to);
        thread->reply_to = 0;
    }
}

void endpoint_end_all(struct process *process)
{
    for (unsigned i = 0; i < ENDPOINT_COUNT; i++) {
        struct endpoint *endpoint = &endpoints[i];
        if (endpoint->owner != process)
            continue;
        while (endpoint->first != 0) {
            struct thread *thread = dequeue(endpoint);
            thread_result(thread, -E_DIED);
            scheduler_ready(thread);
        }
        endpoint->owner = 0;
        for (unsigned p = 0; p < PROCESS_COUNT; p++)
            for (unsigned s = 0; s < PROCESS_SLOTS; s++)
                if (processes[p].slots[s].endpoint == endpoint)
                    processes[p].slots[s].endpoint = 0;
    }
}
