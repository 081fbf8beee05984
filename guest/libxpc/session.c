// SPDX-License-Identifier: Apache-2.0
#include "session.h"
#include "lock.h"

enum { DOOR_CONTEXTS = 4, OPEN = 1 };

static struct session {
    int64_t client; // 0 = nobody's
    int64_t id;
} sessions[SESSIONS_MOST];

static struct lock table;
static xpc_handler served;
static unsigned contexts_each, clients_most;
static int64_t rights; // the thread that lends its rights to all of them

// Of the client, or one that is nobody's; null if there is none. Sessions of clients that have ended end.
static struct session *find(int64_t client)
{
    struct session *place = NULL;
    for (struct session *s = sessions; s < sessions + clients_most; s++) {
        if (s->client == client)
            return s;
        if (s->client != 0 && system3(SYS_CLIENT, 0, (uint64_t)s->client, 0) != 0) {
            xpc_remove_entry(s->id);
            s->client = 0;
        }
        if (s->client == 0 && place == NULL)
            place = s;
    }
    return place;
}

static int64_t open_for(uint64_t caller)
{
    int64_t client = system3(SYS_CLIENT, caller, 0, 0);
    struct session *session = client > 0 ? find(client) : NULL;
    if (session == NULL)
        return client < 0 ? client : -E_MEMORY;
    if (session->client == 0) {
        session->id = xpc_register_entry(rights, served, contexts_each);
        if (session->id < 0)
            return session->id;
        session->client = client;
    }
    int64_t granted = xcall_grant(session->id, RIGHT_CALL, caller);
    return granted < 0 ? granted : session->id;
}

static uint64_t at_door(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    if (operation != OPEN)
        return (uint64_t)-E_ARGUMENT;
    uint64_t caller = xpc_caller();
    lock(&table);
    int64_t id = open_for(caller);
    unlock(&table);
    return (uint64_t)id;
}

int64_t sessions_register(xpc_handler handler, unsigned contexts, unsigned clients)
{
    if (clients == 0 || clients > SESSIONS_MOST)
        return -E_ARGUMENT;
    served = handler;
    contexts_each = contexts;
    clients_most = clients;
    rights = thread_passive();
    return rights < 0 ? rights : xpc_register_entry(rights, at_door, DOOR_CONTEXTS);
}

int64_t session_open(uint64_t ticks, int64_t door)
{
    struct xpc_result result = xpc_call_patient(ticks, door, OPEN, 0);
    return result.status < 0 ? result.status : (int64_t)result.value;
}
