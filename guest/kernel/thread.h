// SPDX-License-Identifier: Apache-2.0
// A thread: its scheduling state (queue, priority, slice: stays with the thread whatever code it runs) and its machine state.
#ifndef THREAD_H
#define THREAD_H

#include "capability.h"
#include "runtime.h"
#include "thread_offsets.h"
#include <stdbool.h>
#include <stdint.h>

#define THREAD_COUNT 128

struct hart;
struct endpoint;
struct notification;

enum { REG_PC = 0, REG_RA = 1, REG_SP = 2, REG_TP = 4, REG_A0 = 10, REG_A1 = 11, REG_A2 = 12, REG_A3 = 13, REG_A4 = 14, REG_A5 = 15, REG_A7 = 17 };

// Reading and writing a thread's state: below.
enum thread_state {
    THREAD_FREE,
    THREAD_READY,
    THREAD_RUNNING,
    THREAD_SENDING,   // queued at an endpoint, nobody receives
    THREAD_RECEIVING, // queued at an endpoint, nobody sends
    THREAD_CALLING,   // its message was received; waits for the reply
    THREAD_WAITING,   // for the end of process `wait_for`
    THREAD_SLEEPING,  // until `wake_at`
    THREAD_QUEUED,    // for a context of x-entry `wait_for_entry`, until `wake_at`
    THREAD_PASSIVE,   // lends its runtime to x-entries, never runs
    THREAD_ENDED,     // its runtime lives on while an x-entry or a record names it
    THREAD_STATE_MASK = 15,
};

// What a waiting thread waits for, packed:
//     word 0  63      4 3   0
//             endpoint  enum thread_state     (endpoints are aligned, so four bits are free)
//     word 1  bit 0: the capability it waits by has the right to grant, so it may take part in handing capabilities over
//     word 2  badge of the capability that it sends by
struct waiting {
    uint64_t endpoint_and_state, flags, badge;
};
enum { WAITING_MAY_GRANT = 1 };

// What a thread runs with besides its registers; in the hart's CSRs while it is some hart's current.
struct xpc_state {
    uint64_t satp, xcallcap, xseglist;
    uint64_t link, link_base, link_limit;
    uint64_t seg_va, seg_pa, seg_len, mask_base, mask_len;
};

// What an interrupted system call has done already when it starts again.
enum pending { PENDING_NOTHING, PENDING_RECEIVE /* the answer is given, the receive is left */ };

// The thread's own small node comes first; then, in lines of 64 bytes, what a call by way of the fast path reads and writes: registers, state, queue.
struct thread {
    struct slot node, space; // the process's
    struct slot reply;       // parent of the reply capability that a server holds while this thread waits for its answer
    struct slot caller;      // the reply capability for whose call it has received and not answered
    struct slot buffer;      // the page of its message buffer

    uint64_t registers[32] __attribute__((aligned(THREAD_REGISTERS))); // the next pc, x1..x31
    uint64_t status, cause, trap_pc; // of its last trap; status goes back to sstatus
    struct hart *hart;               // where it runs
    struct waiting waiting;
    uint64_t pending; // enum pending

    uint64_t priority;
    struct thread *queue_next, *queue_previous; // at an endpoint
    struct notification *notification;          // bound to it; null = none
    struct hart *pinned;                        // where alone it may run; null = anywhere
    uint64_t buffer_address;                    // of its message buffer
    struct runtime *runtime;                    // its own, by which others know it
    struct process *process;                    // its own

    struct thread *ready_next, *ready_previous; // in the ready queue
    struct xpc_state xpc;
    uint64_t wake_at, wait_for_entry;
    struct { uint64_t va, length, record; } stripped; // the last segment that was taken from it, and the link stack address of the call that had handed it over
    struct process *wait_for;
};

static inline enum thread_state thread_state(const struct thread *thread)
{
    return (enum thread_state)(thread->waiting.endpoint_and_state & THREAD_STATE_MASK);
}

// It runs, or will.
static inline bool thread_lives(const struct thread *thread)
{
    enum thread_state state = thread_state(thread);
    return state != THREAD_FREE && state != THREAD_PASSIVE && state != THREAD_ENDED;
}

static inline void thread_set_state(struct thread *thread, enum thread_state state)
{
    thread->waiting.endpoint_and_state = (thread->waiting.endpoint_and_state & ~(uint64_t)THREAD_STATE_MASK) | state;
}

// It waits at the endpoint, or at none (null).
static inline void thread_set_waiting(struct thread *thread, const struct endpoint *endpoint, enum thread_state state)
{
    thread->waiting.endpoint_and_state = (uint64_t)endpoint | state;
}

static inline struct endpoint *thread_endpoint(const struct thread *thread)
{
    return (struct endpoint *)(thread->waiting.endpoint_and_state & ~(uint64_t)THREAD_STATE_MASK);
}

static inline void thread_set_may_grant(struct thread *thread, bool may)
{
    thread->waiting.flags = (thread->waiting.flags & ~(uint64_t)WAITING_MAY_GRANT) | (may ? WAITING_MAY_GRANT : 0);
}

// By number from 0 up to THREAD_COUNT.
struct thread *thread_at(unsigned index);

// A thread of `process` in state THREAD_PASSIVE; null if there is no memory or slot.
struct thread *thread_create(struct process *process, uint64_t pc, uint64_t sp, uint64_t argument, uint64_t priority);
// Ends it, which is in no call: it leaves its queue, its caller gets E_DIED.
void thread_end(struct thread *thread);
// Gives the table slots, runtimes and link stacks back of the threads of the process that have ended and whose runtime no x-entry, record or
// thread needs.
void thread_free_ended(const struct process *process);
unsigned thread_number(const struct thread *thread); // from 1
// Of `process`, by number; null if it has no such thread.
struct thread *thread_find(const struct process *process, uint64_t number);

// The process whose code the thread runs: the runtime's, not the thread's own, after an xcall.
struct process *thread_runs_in(const struct thread *thread);
// Sets a system call's result.
void thread_result(struct thread *thread, int64_t a0);
// The capability node of the process whose code it runs.
struct capability thread_node(const struct thread *thread);

// xpc_state.c: between `thread->xpc` and the CSRs of this hart.
void xpc_state_save(struct thread *thread);
void xpc_state_load(const struct thread *thread);

__attribute__((noreturn)) void thread_resume(struct thread *thread);

#endif
