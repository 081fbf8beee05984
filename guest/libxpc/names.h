// SPDX-License-Identifier: Apache-2.0
// The name server's protocol. A server registers a name for an x-entry or an endpoint and passes the name server the grant right; whoever looks
// the name up is granted the right to call. The same requests go by xcall (words) or by endpoint IPC (struct names_request).
#ifndef NAMES_H
#define NAMES_H

#include "xpc.h"

enum { NAMES_HELLO = 1, NAMES_REGISTER, NAMES_LOOK_UP, NAMES_SERVICE_ENTRY = 0, NAMES_SERVICE_ENDPOINT };

struct names_request {
    uint64_t kind;       // x-entry or endpoint
    char name[NAME_MAX];
    int64_t value;       // REGISTER: the ID, or the endpoint's slot in the name server
};

// Answer to NAMES_HELLO, by endpoint.
struct names_hello {
    uint64_t identity;
    uint64_t entry; // the name server's x-entry, 0 = no Xxpc
};

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
