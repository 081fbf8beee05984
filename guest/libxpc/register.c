// SPDX-License-Identifier: Apache-2.0
// Making and removing x-entries; a handler's view of its call.
#include "context.h"
#include "lock.h"

enum { XCALL_SIZE = 4 };

extern char xpc_enter_stubs[], xpc_enter_full_stubs[], xpc_trampoline_start[], xpc_trampoline_end[], xpc_stubs[];
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

// Contexts that calls left behind are idle again, as in enter.S.
static void collect_left(void)
{
    uint64_t left = __atomic_exchange_n(&xpc_contexts_left, 0, __ATOMIC_ACQ_REL);
    for (; left != 0; left &= left - 1) {
        struct xpc_context *context = &xpc_contexts[__builtin_ctzl(left)];
        if (context->point != NULL)
            __atomic_fetch_or(&context->point->idle, context->bit, __ATOMIC_RELEASE);
    }
}

static void give_back(uint64_t taken)
{
    for (; taken != 0; taken &= taken - 1)
        context_give_back(&xpc_contexts[__builtin_ctzl(taken)]);
}

// Once, before the first x-entry can be called.
static void tell_kernel(void)
{
    static bool told;
    struct context_area area = {
        .stubs = (uint64_t)xpc_stubs + XCALL_SIZE,
        .stub_shift = STUB_SHIFT,
        .contexts = (uint64_t)xpc_contexts,
        .context_shift = CONTEXT_SHIFT,
        .count = XPC_CONTEXTS,
        .trampoline_start = (uint64_t)xpc_trampoline_start,
        .trampoline_end = (uint64_t)xpc_trampoline_end,
        .left = (uint64_t)&xpc_contexts_left,
    };
    if (!told)
        system3(SYS_CONTEXTS, (uint64_t)&area, 0, 0);
    told = true;
}

static int64_t make(struct xpc_point *point, int64_t thread, xpc_handler handler, unsigned max_contexts, bool full)
{
    tell_kernel();
    uint64_t taken = take_contexts(max_contexts);
    if (__builtin_popcountl(taken) != (int)max_contexts) {
        give_back(taken);
        *point = (struct xpc_point){.idle = 0};
        return -E_MEMORY;
    }
    *point = (struct xpc_point){.idle = taken, .all = taken, .handler = handler, .full = full};
    uint64_t stub = (uint64_t)(full ? xpc_enter_full_stubs : xpc_enter_stubs) + ((uint64_t)(point - xpc_points) << POINT_STUB_SHIFT);
    int64_t id = system_call(SYS_XENTRY_CREATE, (uint64_t)thread, stub, (uint64_t)&point->idle, (uint64_t)__builtin_popcountl(taken), 0, 0).a0;
    if (id < 0) {
        give_back(taken);
        point->idle = 0;
    } else {
        point->id = id;
    }
    return id;
}

static int64_t register_entry(int64_t thread, xpc_handler handler, unsigned max_contexts, bool full)
{
    if (handler == NULL || max_contexts == 0 || max_contexts >= XPC_CONTEXTS)
        return -E_ARGUMENT;
    lock(&points);
    unsigned i = 0;
    collect_left();
    while (i < XPC_POINTS && (xpc_points[i].id != 0 || xpc_points[i].away != xpc_points[i].idle))
        i++;
    if (i < XPC_POINTS)
        give_back(xpc_points[i].away);
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

// Calls that are inside go on.
int64_t xpc_remove_entry(int64_t id)
{
    int64_t result = system3(SYS_XENTRY_REMOVE, (uint64_t)id, 0, 0);
    lock(&points);
    collect_left();
    for (unsigned i = 0; result == 0 && i < XPC_POINTS; i++)
        if (xpc_points[i].id == id) {
            uint64_t idle = __atomic_exchange_n(&xpc_points[i].idle, 0, __ATOMIC_ACQ_REL);
            give_back(idle);
            xpc_points[i].away = xpc_points[i].all & ~idle;
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
