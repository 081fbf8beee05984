// SPDX-License-Identifier: Apache-2.0
// Threads of a process.
#include "context.h"
#include "ipc.h"

// The context goes back in the last instruction before the system call: from there on another thread may have its stack.
void thread_exit(void)
{
    __asm__ volatile("amoand.d.rl zero, %0, (%1)\n li a7, %2\n ecall" ::"r"(~context_current()->bit), "r"(&xpc_contexts_used),
                     "i"(SYS_THREAD_EXIT)
                     : "a0", "a7", "memory");
    __builtin_unreachable();
}

// The kernel starts a thread here with a0 = its context; tp first.
__attribute__((naked)) static void begin(void)
{
    __asm__("mv tp, a0\n ld a1, %0(tp)\n ld a0, %1(tp)\n jalr a1\n tail thread_exit" ::"i"(CONTEXT_RA),
            "i"(__builtin_offsetof(struct xpc_context, argument)));
}

int64_t thread_start(void (*function)(void *), void *argument, uint64_t priority)
{
    struct xpc_context *context = context_take();
    if (context == NULL)
        return -E_MEMORY;
    context->ra = (uint64_t)function; // free until its first call
    context->argument = argument;
    context->point = NULL;
    ipc_buffer_forget(context->bit);
    int64_t thread = system_call(SYS_THREAD_CREATE, (uint64_t)begin, context->stack, (uint64_t)context, priority, 0, 0).a0;
    if (thread < 0)
        context_give_back(context);
    return thread;
}

int64_t thread_passive(void)
{
    return system_call(SYS_THREAD_CREATE, 0, 0, 0, 0, 0, 0).a0;
}
