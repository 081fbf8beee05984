// SPDX-License-Identifier: Apache-2.0
// The name server's protocol. A server registers a name for an x-entry or an endpoint and passes the name server the grant right; whoever looks
// the name up is granted the right to call. The same requests go by xcall or by endpoint IPC: kind and operation, three words of name, value.
#ifndef NAMES_H
#define NAMES_H

#include "ipc.h"
#include "xpc.h"

enum { NAMES_HELLO = 1, NAMES_REGISTER, NAMES_LOOK_UP, NAMES_SERVICE_ENTRY = 0, NAMES_SERVICE_ENDPOINT };

struct names_request {
    uint64_t kind;       // x-entry or endpoint
    char name[NAME_MAX];
    int64_t value;       // REGISTER: the ID, or the endpoint's slot in the name server
};

// By endpoint: label is the operation; words 0..2 the name, word 3 the value; the answer is word 0. NAMES_HELLO is answered by two words: the name server's
// identity and its x-entry (0 = no Xxpc).
#define NAME_WORDS (NAME_MAX / 8)

// 0, or an error.
int64_t name_register_entry(const char *name, int64_t id);
int64_t name_register_endpoint(const char *name, int64_t slot);
// The ID or slot, which the caller may then call; -E_NAME if nobody has registered it.
int64_t name_look_up_entry(const char *name);
int64_t name_look_up_endpoint(const char *name);
// The same, waiting until somebody registers it.
int64_t name_wait_entry(const char *name);
int64_t name_wait_endpoint(const char *name);

#endif
