// SPDX-License-Identifier: Apache-2.0
// Inside libxpc: the contexts and x-entries of this process.
#ifndef CONTEXT_H
#define CONTEXT_H

#include "xpc.h"

struct xpc_point {
    uint64_t idle; // bit i: context i is this x-entry's and not in a call; first member: enter.S
    xpc_handler handler;
    bool full;
    int64_t id;    // 0 = not in use
    uint64_t all;  // its contexts
    uint64_t away; // of one that was removed: contexts of calls that were inside; it is not used again before they are idle
} __attribute__((aligned(1 << POINT_SHIFT)));

extern struct xpc_context xpc_contexts[XPC_CONTEXTS];
extern uint64_t xpc_contexts_used, xpc_contexts_left;
extern struct xpc_point xpc_points[XPC_POINTS];

// A context with a stack of its own; null if there is none left, or no memory.
struct xpc_context *context_take(void);
void context_give_back(struct xpc_context *context);

static inline struct xpc_context *context_current(void)
{
    struct xpc_context *context;
    __asm__("mv %0, tp" : "=r"(context));
    return context;
}

#endif
