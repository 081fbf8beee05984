// SPDX-License-Identifier: Apache-2.0
#include "context.h"
#include "lock.h"

enum { STACK_SIZE = 0x4000 };

#define ASSERT_AT(type, member, offset) _Static_assert(__builtin_offsetof(struct type, member) == (offset), "xpc_offsets.h: " #member)
ASSERT_AT(xpc_context, sp, CONTEXT_SP);
ASSERT_AT(xpc_context, ra, CONTEXT_RA);
ASSERT_AT(xpc_context, stub, CONTEXT_STUB);
ASSERT_AT(xpc_context, stack, CONTEXT_STACK);
ASSERT_AT(xpc_context, bit, CONTEXT_BIT);
ASSERT_AT(xpc_context, point, CONTEXT_POINT);
ASSERT_AT(xpc_context, caller, CONTEXT_CALLER);
ASSERT_AT(xpc_point, idle, POINT_IDLE);
ASSERT_AT(xpc_point, handler, POINT_HANDLER);
_Static_assert(sizeof(struct xpc_context) == 1 << CONTEXT_SHIFT, "xpc_offsets.h");
_Static_assert(sizeof(struct xpc_point) == 1 << POINT_SHIFT, "xpc_offsets.h");

extern char xpc_stubs[];

// Context 0 is the first thread's, on the stack that the kernel made.
struct xpc_context xpc_contexts[XPC_CONTEXTS] = {[0] = {.stub = (uint64_t)xpc_stubs, .bit = 1}};
struct xpc_point xpc_points[XPC_POINTS];
uint64_t xpc_contexts_used = 1; // bit i: context i
uint64_t xpc_contexts_left; // bit i: context i was left behind by a call that the kernel ended; enter.S
static struct lock contexts;

struct xpc_context *context_take(void)
{
    struct xpc_context *context = NULL;
    lock(&contexts);
    if (~xpc_contexts_used != 0) {
        uint64_t index = (uint64_t)__builtin_ctzl(~xpc_contexts_used);
        context = &xpc_contexts[index];
        // A context keeps its stack for the next user.
        uint8_t *stack = context->stack == 0 ? memory_more(STACK_SIZE) : NULL;
        if (stack != NULL)
            context->stack = (uint64_t)stack + STACK_SIZE;
        context->stub = (uint64_t)xpc_stubs + (index << STUB_SHIFT);
        context->bit = 1ul << index;
        if (context->stack != 0)
            __atomic_fetch_or(&xpc_contexts_used, context->bit, __ATOMIC_ACQ_REL);
        else
            context = NULL;
    }
    unlock(&contexts);
    return context;
}

void context_give_back(struct xpc_context *context)
{
    __atomic_fetch_and(&xpc_contexts_used, ~context->bit, __ATOMIC_RELEASE);
}
