// SPDX-License-Identifier: Apache-2.0
// A quota of contexts for each client. A server that shares an x-entry among its clients lets one of them take all contexts. With sessions each client process
// has an x-entry of its own, with contexts of its own: what it does not use nobody else does, and a call costs what any call costs.
#ifndef SESSION_H
#define SESSION_H

#include "xpc.h"

enum { SESSIONS_MOST = XPC_POINTS - 1 };

// The server: makes the x-entry, the door, at which clients open their sessions; handler and contexts are those of a session. One set of
// sessions in a process. The door's ID, or an error.
int64_t sessions_register(xpc_handler handler, unsigned contexts, unsigned clients);
// The client: the ID of the x-entry that its process has at that server, made if there is none yet; -E_MEMORY if there are as many clients as may be.
// Waits for at most that many ticks of `time` if others are at the door.
int64_t session_open(uint64_t ticks, int64_t door);

#endif
