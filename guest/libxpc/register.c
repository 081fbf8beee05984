// SPDX-License-Identifier: Apache-2.0
// Making and removing x-entries; a handler's view of its call.
#include "context.h"
#include "lock.h"

extern char xpc_enter_stubs[], xpc_enter_full_stubs[];
__attribute__((noreturn)) extern void xpc_return_partial(uint64_t value);
__attribute__((noreturn)) extern void xpc_return_full(uint64_t value);

static struct lock points;

static uint64_t take_contexts(unsigned count)
{
    uint64_t taken = 0;
    for (; count > 0; count--) {
        struct xpc_context *context = context_take();
        if (context == NULL)
            break;
        taken |= context->bit;
    }
    return taken;
}

static void give_back(uint64_t taken)
{
    for (; taken != 0; taken &= taken - 1)
        context_give_back(&xpc_contexts[__builtin_ctzl(taken)]);
}

static int64_t make(struct xpc_point *point, int64_t thread, xpc_handler handler, unsigned max_contexts, bool full)
{
    uint64_t taken = take_contexts(max_contexts);
    if (__builtin_popcountl(taken) != (int)max_contexts) {
        give_back(taken);
        return -E_MEMORY;
    }
    *point = (struct xpc_point){.idle = taken, .handler = handler, .full = full};
    uint64_t stub = (uint64_t)(full ? xpc_enter_full_stubs : xpc_enter_stubs) + ((uint64_t)(point - xpc_points) << POINT_STUB_SHIFT);
    int64_t id = system3(SYS_XENTRY_CREATE, (uint64_t)thread, stub, 0);
    if (id < 0)
        give_back(taken);
    else
        point->id = id;
    return id;
}

static int64_t register_entry(int64_t thread, xpc_handler handler, unsigned max_contexts, bool full)
{
    if (handler == NULL || max_contexts == 0 || max_contexts >= XPC_CONTEXTS)
        return -E_ARGUMENT;
    lock(&points);
    unsigned i = 0;
    while (i < XPC_POINTS && xpc_points[i].id != 0)
        i++;
    int64_t id = i < XPC_POINTS ? make(&xpc_points[i], thread, handler, max_contexts, full) : -E_MEMORY;
    unlock(&points);
    return id;
}

int64_t xpc_register_entry(int64_t thread, xpc_handler handler, unsigned max_contexts)
{
    return register_entry(thread, handler, max_contexts, false);
}

int64_t xpc_register_entry_full(int64_t thread, xpc_handler handler, unsigned max_contexts)
{
    return register_entry(thread, handler, max_contexts, true);
}

// Calls that are inside go on; their contexts are not used again.
int64_t xpc_remove_entry(int64_t id)
{
    int64_t result = system3(SYS_XENTRY_REMOVE, (uint64_t)id, 0, 0);
    lock(&points);
    for (unsigned i = 0; result == 0 && i < XPC_POINTS; i++)
        if (xpc_points[i].id == id) {
            give_back(__atomic_exchange_n(&xpc_points[i].idle, 0, __ATOMIC_ACQ_REL));
            xpc_points[i].id = 0;
        }
    unlock(&points);
    return result;
}

uint64_t xpc_caller(void)
{
    return context_current()->caller;
}

void xpc_return(uint64_t value)
{
    if (context_current()->point->full)
        xpc_return_full(value);
    xpc_return_partial(value);
}

int64_t xpc_negotiate(int64_t id, uint64_t size)
{
    struct xpc_result result = xpc_call(id, XPC_NEGOTIATE, size);
    return result.status < 0 ? result.status : (int64_t)result.value;
}
