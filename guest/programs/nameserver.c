// SPDX-License-Identifier: Apache-2.0
// The name server: an x-entry and an endpoint with one table behind both. Its maker gets both with the grant right, as slot 0 and by NAMES_HELLO.
#include "lock.h"
#include "names.h"
#include "string.h"

enum { ROWS = 64 };

static struct row {
    bool used;
    struct names_request service;
} rows[ROWS];
static struct lock table;
static int64_t own_entry;

// Our rights over an x-entry end with it.
static bool has_ended(const struct row *row)
{
    return row->service.kind == NAMES_SERVICE_ENTRY && xcall_grant(row->service.value, 0, program->identity) == -E_RIGHT;
}

static struct row *find(const struct names_request *request)
{
    for (struct row *row = rows; row < rows + ROWS; row++) {
        if (!row->used || row->service.kind != request->kind || strcmp(row->service.name, request->name) != 0)
            continue;
        if (!has_ended(row))
            return row;
        row->used = false;
    }
    return NULL;
}

// A name that is taken keeps its service: nobody can put himself in a server's place.
static int64_t add(const struct names_request *request)
{
    if (request->name[0] == 0 || find(request) != NULL)
        return -E_NAME;
    for (unsigned i = 0; i < ROWS; i++)
        if (!rows[i].used) {
            rows[i] = (struct row){true, *request};
            return 0;
        }
    return -E_MEMORY;
}

// The caller gets the right to call, if the server gave us the right to pass it on and is still there.
static int64_t look_up(const struct names_request *request, uint64_t caller)
{
    struct row *row = find(request);
    if (row == NULL)
        return -E_NAME;
    int64_t value = row->service.value;
    int64_t granted = request->kind == NAMES_SERVICE_ENTRY ? xcall_grant(value, RIGHT_CALL, caller)
                                                           : grant(value, RIGHT_CALL, caller);
    if (granted == -E_RIGHT)
        row->used = false; // the service ended
    return granted < 0 ? granted : request->kind == NAMES_SERVICE_ENTRY ? value : granted;
}

static int64_t serve(uint64_t operation, struct names_request *request, uint64_t caller)
{
    request->name[NAME_MAX - 1] = 0;
    lock(&table);
    int64_t answer = operation == NAMES_REGISTER ? add(request) : operation == NAMES_LOOK_UP ? look_up(request, caller) : -E_ARGUMENT;
    unlock(&table);
    return answer;
}

static uint64_t called(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t value, uint64_t unused)
{
    (void)unused;
    uint64_t words[] = {x, y, z};
    struct names_request request = {.kind = NAMES_SERVICE_ENTRY, .value = (int64_t)value};
    memcpy(request.name, words, sizeof words);
    return (uint64_t)serve(operation, &request, xpc_caller());
}

int main(void)
{
    if (program->has_xpc) {
        own_entry = xpc_register_entry(0, called, 8);
        xcall_grant(own_entry, RIGHT_CALL | RIGHT_GRANT, program->parent_identity);
    }
    int64_t endpoint = endpoint_create();
    grant(endpoint, RIGHT_CALL | RIGHT_GRANT, program->parent_identity);
    struct ipc message = ipc_receive(endpoint);
    for (;;) {
        if (ipc_label(&message) == NAMES_HELLO) {
            message = ipc_reply_receive(endpoint, 0, 2, program->identity, (uint64_t)own_entry, 0, 0);
            continue;
        }
        struct names_request request = {.kind = NAMES_SERVICE_ENDPOINT, .value = (int64_t)message.words[NAME_WORDS]};
        memcpy(request.name, message.words, sizeof request.name);
        bool whole = ipc_length(&message) == NAME_WORDS + 1;
        int64_t answer = whole ? serve(ipc_label(&message), &request, (uint64_t)message.badge) : -E_ARGUMENT;
        message = ipc_reply_receive(endpoint, 0, 1, (uint64_t)answer, 0, 0, 0);
    }
}
