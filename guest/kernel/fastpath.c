// SPDX-License-Identifier: Apache-2.0
// The short way of IPC: a message in registers, to a thread that waits for it and may run at once. Each check that fails leaves to the slow path,
// with nothing changed; behind the point of no return nothing can fail. The scheduler's queues are not touched.
//
// Each is compiled twice: plain, for one hart without Xxpc, which needs no lock and no more state than registers and satp; and general.
#include "endpoint.h"
#include "hart.h"
#include "notification.h"
#include "process.h"
#include "scheduler.h"
#include "trap.h"
#include "vm.h"
#include "xxpc.h"

#define UNLIKELY(condition) __builtin_expect((condition), 0)
#define INLINE static inline __attribute__((always_inline))

// With the lock held: whether the thread still runs here (another hart may have ended it), in code of its own process.
INLINE bool still_itself(const struct thread *thread)
{
    if (thread_state(thread) != THREAD_RUNNING || thread->hart != this_hart() || this_hart()->current != thread)
        return false;
    return !machine_has_xpc || xpc_csr_read(CSR_XCALLCAP) == thread->runtime->xcallcap;
}

// Whether a waiting thread may go on here, in code of its own process.
INLINE bool can_run_here(const struct thread *thread)
{
    return (thread->pinned == 0 || thread->pinned == this_hart()) && thread->xpc.xcallcap == thread->runtime->xcallcap;
}

INLINE bool above(uint64_t priority, bool general)
{
    return general ? scheduler_above(priority) : ready_above(&scheduler_ready_anywhere, priority);
}

INLINE void copy_words(struct thread *to, const struct thread *from, uint64_t length)
{
    for (uint64_t i = 0; i < length; i++)
        to->registers[REG_A2 + i] = from->registers[REG_A2 + i];
}

__attribute__((noreturn)) INLINE void switch_to(struct thread *to, struct thread *from, uint64_t badge, uint64_t info, uint64_t satp, bool general)
{
    if (general) {
        to->hart = this_hart();
        this_hart()->current = to;
        this_hart()->priority = to->priority;
        if (machine_has_xpc) {
            xpc_state_save(from);
            xpc_state_load(to);
            kernel_unlock();
            ipc_restore(badge, info, to);
        }
        kernel_unlock();
    }
    if (UNLIKELY(this_hart()->tagged))
        ipc_switch_tagged(badge, info, to, satp);
    ipc_switch(badge, info, to, satp);
}

__attribute__((noreturn)) INLINE void slow_path(struct thread *thread, bool general)
{
    if (general)
        trap_locked(thread);
    trap_user(thread);
}

__attribute__((noreturn)) INLINE void call(uint64_t slot, uint64_t info, const bool general)
{
    struct thread *caller = this_hart()->current;
    uint64_t length = info & IPC_LENGTH_MASK;
    if (general) {
        kernel_lock();
        if (!still_itself(caller))
            slow_path(caller, general);
    }
    if (UNLIKELY((info & (IPC_LENGTH_MASK | IPC_CAPABILITIES_MASK)) > IPC_REGISTER_WORDS || caller->pending != 0))
        slow_path(caller, general);

    struct capability c = capability_look_up(caller->node.capability, slot);
    if (UNLIKELY(capability_type(c) != CAPABILITY_ENDPOINT || !capability_allows(c, RIGHT_CALL)))
        slow_path(caller, general);

    struct endpoint *endpoint = capability_object(c);
    struct thread *server = endpoint_first(endpoint);
    if (UNLIKELY(endpoint_state(endpoint) != ENDPOINT_RECEIVERS))
        slow_path(caller, general);

    struct capability space = server->space.capability;
    if (UNLIKELY(!capability_is_mapped_space(space)))
        slow_path(caller, general);
    uint64_t satp = capability_satp(space);

    if (UNLIKELY(server->priority < caller->priority && above(server->priority, general)))
        slow_path(caller, general);
    if (UNLIKELY(!capability_allows(c, RIGHT_GRANT) && !capability_allows(c, RIGHT_ANSWERED)))
        slow_path(caller, general);
    if (general && !can_run_here(server))
        slow_path(caller, general);

    // Point of no return.
    endpoint_take_first(endpoint, server);
    thread_set_waiting(caller, 0, THREAD_CALLING);
    endpoint_owe_reply(server, caller);
    copy_words(server, caller, length);
    thread_set_waiting(server, 0, THREAD_RUNNING);
    switch_to(server, caller, c.word1, info & ~IPC_ZERO_MASK, satp, general);
}

__attribute__((noreturn)) INLINE void reply_receive(uint64_t slot, uint64_t info, const bool general)
{
    struct thread *server = this_hart()->current;
    uint64_t length = info & IPC_LENGTH_MASK;
    if (general) {
        kernel_lock();
        if (!still_itself(server))
            slow_path(server, general);
    }
    if (UNLIKELY((info & (IPC_LENGTH_MASK | IPC_CAPABILITIES_MASK)) > IPC_REGISTER_WORDS || server->pending != 0))
        slow_path(server, general);

    struct capability c = capability_look_up(server->node.capability, slot);
    if (UNLIKELY(capability_type(c) != CAPABILITY_ENDPOINT || !capability_allows(c, RIGHT_RECEIVE)))
        slow_path(server, general);
    if (UNLIKELY(server->notification != 0 && server->notification->signalled != 0))
        slow_path(server, general);

    struct endpoint *endpoint = capability_object(c);
    if (UNLIKELY(endpoint_state(endpoint) == ENDPOINT_SENDERS))
        slow_path(server, general);

    struct capability reply = server->caller.capability;
    if (UNLIKELY(capability_type(reply) != CAPABILITY_REPLY))
        slow_path(server, general);
    struct thread *caller = (struct thread *)reply.word1;
    if (UNLIKELY(caller->pending != 0))
        slow_path(server, general);

    struct capability space = caller->space.capability;
    if (UNLIKELY(!capability_is_mapped_space(space)))
        slow_path(server, general);
    uint64_t satp = capability_satp(space);

    if (UNLIKELY(above(caller->priority, general)))
        slow_path(server, general);
    if (general && !can_run_here(caller))
        slow_path(server, general);

    // Point of no return.
    thread_set_waiting(server, endpoint, THREAD_RECEIVING);
    thread_set_may_grant(server, capability_allows(c, RIGHT_GRANT));
    endpoint_append(endpoint, server, ENDPOINT_RECEIVERS);
    endpoint_forget_reply(&server->caller);
    copy_words(caller, server, length);
    thread_set_waiting(caller, 0, THREAD_RUNNING);
    switch_to(caller, server, 0, info & ~IPC_ZERO_MASK, satp, general);
}

void ipc_fastpath_call(uint64_t slot, uint64_t info)
{
    call(slot, info, false);
}

void ipc_fastpath_reply_receive(uint64_t slot, uint64_t info)
{
    reply_receive(slot, info, false);
}

void ipc_general_call(uint64_t slot, uint64_t info)
{
    call(slot, info, true);
}

void ipc_general_reply_receive(uint64_t slot, uint64_t info)
{
    reply_receive(slot, info, true);
}
