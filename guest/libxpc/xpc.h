// SPDX-License-Identifier: Apache-2.0
// Cross process calls for programs. The engine saves no general register (docs/xxpc.md), so this library does:
//
//   caller   sp and ra wait in its *context*; every context has an xcall instruction of its own (call.S), so that the return address, which the
//            engine guards, tells which context comes back: nothing that the callee leaves in a register is trusted
//   callee   the *trampoline* (enter.S) takes an idle XPC context of the x-entry, switches to its stack, runs the handler, gives it back
//
// A call ends with a status: 0, or -E_DIED (callee ended), -E_BUSY (no idle context), or minus the cause of the exception that the xcall raised.
#ifndef XPC_H
#define XPC_H

#include "system.h"
#include "xpc_offsets.h"
#include "xxpc.h"
#include <stdbool.h>

struct xpc_point;

// A thread, or an XPC context. tp points to the one that runs.
struct xpc_context {
    uint64_t sp, ra; // while a call is out
    uint64_t stub;   // its xcall instruction
    uint64_t stack;  // top
    uint64_t bit;    // 1 << its index
    struct xpc_point *point; // XPC context: of which x-entry
    uint64_t caller;         // identity of who called
    void *argument;          // thread: for its function
};

struct xpc_result {
    int64_t status;
    uint64_t value;
};

// What an x-entry runs: up to six words, one back. Operation 0 is XPC_NEGOTIATE, see below.
typedef uint64_t (*xpc_handler)(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v);

// Makes an x-entry that runs `handler` with the rights of `thread` (0: the calling one), for at most max_contexts calls at a time. Its ID.
int64_t xpc_register_entry(int64_t thread, xpc_handler handler, unsigned max_contexts);
// The same with the full-context trampoline: the caller finds all its registers as they were, and none of the callee's.
int64_t xpc_register_entry_full(int64_t thread, xpc_handler handler, unsigned max_contexts);
int64_t xpc_remove_entry(int64_t id);

// In a handler: who called; and a return from any depth of it.
uint64_t xpc_caller(void);
__attribute__((noreturn)) void xpc_return(uint64_t value);

// A call that saves all callee-saved registers itself and clears what is no argument: for callees that must not see them.
struct xpc_result xpc_call_full(int64_t id, uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v);

// A call that leaves saving to the compiler, which knows what is live (partial context).
static inline struct xpc_result xpc_call6(int64_t id, uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    register uint64_t a0 __asm__("a0") = operation;
    register uint64_t a1 __asm__("a1") = x;
    register uint64_t a2 __asm__("a2") = y;
    register uint64_t a3 __asm__("a3") = z;
    register uint64_t a4 __asm__("a4") = u;
    register uint64_t a5 __asm__("a5") = v;
    register int64_t t1 __asm__("t1") = id;
    __asm__ volatile("call xpc_call_out"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(t1)
                     :
                     : "ra", "a6", "a7", "t0", "t2", "t3", "t4", "t5", "t6", "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9",
                       "s10", "s11", "memory");
    return (struct xpc_result){(int64_t)a0, a1};
}

static inline struct xpc_result xpc_call(int64_t id, uint64_t operation, uint64_t argument)
{
    return xpc_call6(id, operation, argument, 0, 0, 0, 0);
}

// A call that ends with -E_TIMEOUT when it has not returned `ticks` of `time` from now, at the next tick of the kernel. The callees' contexts are given back; what
// they had begun stays as it is.
static inline struct xpc_result xpc_call_within(uint64_t ticks, int64_t id, uint64_t operation, uint64_t argument)
{
    int64_t error = system3(SYS_DEADLINE, ticks, 0, 0);
    if (error < 0)
        return (struct xpc_result){error, 0};
    struct xpc_result result = xpc_call(id, operation, argument);
    system3(SYS_DEADLINE, 0, 0, 0);
    return result;
}

// A call that waits, for at most that many ticks of `time`, while all contexts of the x-entry are in calls: -E_TIMEOUT then; at once -E_DEADLOCK if those calls in turn
// wait for contexts that the caller's own calls have. Who waits is not served in any order.
struct xpc_result xpc_call_patient(uint64_t ticks, int64_t id, uint64_t operation, uint64_t argument);

// Operation 0 of every x-entry that appends to messages: asks, before a chain is used, how many bytes a message of x bytes may grow to on its way
// through the callee and those that it calls.
#define XPC_NEGOTIATE 0
// The size that the caller must allocate; the callee's answer, or an error below 0.
int64_t xpc_negotiate(int64_t id, uint64_t size);

// Threads: tp is set up, so that they can call. The thread's number, or an error.
int64_t thread_start(void (*function)(void *), void *argument, uint64_t priority);
// A thread that only lends its rights to x-entries (the handler thread of xpc_register_entry).
int64_t thread_passive(void);
__attribute__((noreturn)) void thread_exit(void);

// Relay segments (relay.c). A list index names a segment that this process made; the active one is where loads and stores go.
int64_t alloc_relay_mem(uint64_t bytes, void **address); // into the list: its index
int64_t free_relay_mem(int64_t index);                   // from the list
int64_t relay_swap(int64_t index);                       // active <-> list[index]; 0, or minus the exception's cause
void *relay_address(void);                               // of the active segment, null if none
uint64_t relay_size(void);
// The part that the next call hands over; 0, or minus the exception's cause. Whole: all of it again.
int64_t relay_narrow(const void *base, uint64_t length);
int64_t relay_whole(void);
// Puts bytes behind the `used` first ones of the active segment: the new used size, or -E_SIZE if less was negotiated.
int64_t relay_append(uint64_t used, const void *bytes, uint64_t length);

#endif
