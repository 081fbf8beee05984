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

enum { REG_PC = 0, REG_RA = 1, REG_SP = 2, REG_A0 = 10, REG_A1 = 11, REG_A2 = 12, REG_A3 = 13, REG_A4 = 14, REG_A5 = 15, REG_A7 = 17 };

enum thread_state {
    THREAD_FREE,
    THREAD_READY,
    THREAD_RUNNING,
    THREAD_SENDING,   // queued at an endpoint, nobody receives
    THREAD_RECEIVING, // queued at an endpoint, nobody sends
    THREAD_CALLING,   // its message was received; waits for the reply
    THREAD_WAITING,   // for the end of process `wait_for`
    THREAD_SLEEPING,  // until `wake_at`
    THREAD_PASSIVE,   // lends its runtime to x-entries, never runs
    THREAD_ENDED,     // its runtime lives until its process is gone
};

// What a thread runs with besides its registers; in the hart's CSRs while it is some hart's current.
struct xpc_state {
    uint64_t satp, xcallcap, xseglist;
    uint64_t link, link_base, link_limit;
    uint64_t seg_va, seg_pa, seg_len, mask_base, mask_len;
};

// What an interrupted system call has done already when it starts again.
enum pending { PENDING_NOTHING, PENDING_RECEIVE /* the answer is given, the receive is left */ };

// What a call by way of the fast path reads and writes comes first, in lines of 64 bytes: registers, state, queue; then the slots.
struct thread {
    uint64_t registers[32]; // the next pc, x1..x31; first member: trap_entry.S
    uint64_t status, cause, trap_pc; // of its last trap; status goes back to sstatus
    struct hart *hart;               // where it runs
    enum thread_state state;
    enum pending pending;
    struct endpoint *endpoint; // where it is queued
    uint64_t badge;            // of the capability that it sends by, while queued
    uint64_t priority;

    struct thread *queue_next, *queue_previous; // at an endpoint
    struct notification *notification;          // bound to it; null = none
    struct hart *pinned;                        // where alone it may run; null = anywhere
    uint64_t buffer_address;                    // of its message buffer
    struct runtime *runtime;                    // its own, by which others know it
    struct process *process;                    // its own
    struct thread *next;                        // in the ready queue

    struct slot node, space; // the process's
    struct slot reply;       // parent of the reply capability that a server holds while this thread waits for its answer
    struct slot caller;      // the reply capability for whose call it has received and not answered
    struct slot buffer;      // the page of its message buffer

    struct xpc_state xpc;
    uint64_t wake_at;
    struct process *wait_for;
};

// By number from 0 up to THREAD_COUNT.
struct thread *thread_at(unsigned index);

// A thread of `process` in state THREAD_PASSIVE; null if there is no memory or slot.
struct thread *thread_create(struct process *process, uint64_t pc, uint64_t sp, uint64_t argument, uint64_t priority);
// Ends it wherever it is: leaves its queue, its caller gets E_DIED.
void thread_end(struct thread *thread);
// Gives its table slot, runtime and link stack back.
void thread_free(struct thread *thread);
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
