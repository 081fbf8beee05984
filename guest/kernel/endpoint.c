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

// The arguments of an IPC system call. What is sent is tested now; where a message is received, when its length is known.
static int64_t take_message(struct thread *thread, bool sends)
{
    const uint64_t *r = thread->registers;
    struct message m = {r[REG_A1], r[REG_A2], sends ? r[REG_A3] : 0, r[REG_A4], r[REG_A5]};
    if (!user_may(thread, m.buffer, m.length, false))
        return -E_ADDRESS;
    thread->message = m;
    return 0;
}

// Why `to` cannot take the message of `from`: -E_SIZE, -E_ADDRESS; 0 = it can.
static int64_t refusal(struct thread *to, const struct thread *from)
{
    if (to->message.reply_capacity < from->message.length)
        return -E_SIZE;
    return user_may(to, to->message.reply_buffer, from->message.length, true) ? 0 : -E_ADDRESS;
}

static void deliver(struct thread *to, struct thread *from)
{
    bool whole = user_copy(to, to->message.reply_buffer, from, from->message.buffer, from->message.length);
    thread_result(to, whole ? (int64_t)from->message.length : -E_ADDRESS);
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

// The receiver that is first in the queue, if there is one and it can take the caller's message; *error says why it cannot.
static struct thread *first_receiver(struct endpoint *endpoint, const struct thread *caller, int64_t *error)
{
    *error = waits(endpoint, THREAD_RECEIVING) ? refusal(endpoint->first, caller) : 0;
    return waits(endpoint, THREAD_RECEIVING) && *error == 0 ? endpoint->first : 0;
}

static void refuse_first(struct endpoint *endpoint, int64_t error)
{
    struct thread *thread = dequeue(endpoint);
    thread_result(thread, error);
    scheduler_ready(thread);
}

int64_t endpoint_call(struct thread *caller)
{
    struct endpoint *endpoint = process_slot(thread_runs_in(caller), caller->registers[REG_A0], RIGHT_CALL);
    if (endpoint == 0)
        return -E_RIGHT;
    int64_t error = take_message(caller, true);
    if (error != 0)
        return error;
    struct thread *server;
    while ((server = first_receiver(endpoint, caller, &error)) == 0 && error == -E_ADDRESS)
        refuse_first(endpoint, error); // the server's own fault: it learns of it, the next is asked
    if (error != 0)
        return error;
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

// The first sender whose message fits; the others get an error. *error: the server itself cannot take it, and it stays queued.
static struct thread *next_sender(struct endpoint *endpoint, struct thread *server, int64_t *error)
{
    *error = 0;
    while (waits(endpoint, THREAD_SENDING)) {
        struct thread *sender = endpoint->first;
        int64_t refused = refusal(server, sender);
        if (refused == -E_ADDRESS) {
            *error = refused;
            return 0;
        }
        if (refused == 0)
            return dequeue(endpoint);
        refuse_first(endpoint, refused);
    }
    return 0;
}

static int64_t wait_for_message(struct thread *server, struct endpoint *endpoint, struct thread *answered)
{
    int64_t error;
    struct thread *sender = next_sender(endpoint, server, &error);
    if (sender != 0 || error != 0) {
        if (sender != 0)
            hand_over(server, sender);
        if (answered != 0)
            scheduler_ready(answered);
        if (error != 0)
            return error;
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
    int64_t refused = caller != 0 ? refusal(caller, server) : 0;
    if (refused == -E_SIZE)
        return refused;
    // Point of no return.
    server->reply_to = 0;
    if (refused != 0)
        thread_result(caller, refused);
    else if (caller != 0)
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
