// SPDX-License-Identifier: Apache-2.0
// What the kernel and user programs agree on: system calls, errors, the address map, what a program starts with.
#ifndef ABI_H
#define ABI_H

// System calls: number in a7, arguments from a0, result in a0 (negative: an error) and, where said, a1 and a2.
#define SYS_EXIT 1              // (status): ends the process; does not return
#define SYS_CONSOLE_WRITE 2     // (bytes, length)
#define SYS_CONSOLE_READ 3      // (): a character, or -E_AGAIN
#define SYS_YIELD 4             // ()
#define SYS_SLEEP 5             // (ticks of `time`)
#define SYS_MEMORY 6            // (bytes): fresh zeroed pages at the end of the heap; their address
#define SYS_SPAWN 7             // (struct spawn *): process number
#define SYS_WAIT 8              // (process): its exit status, in a1; a0 = 0
#define SYS_KILL 9              // (process): one that the caller started
#define SYS_THREAD_CREATE 10    // (pc, sp, argument, priority): thread number; 0 as pc = a thread that only lends its rights to x-entries
#define SYS_THREAD_EXIT 11      // ()
#define SYS_IDENTITY 12         // (thread, 0 = own): the identity word, as a callee finds it in t0
#define SYS_ENDPOINT_CREATE 13  // (): slot, with all rights
#define SYS_IPC_CALL 14         // (slot, message): 0, when answered; the answer
#define SYS_IPC_RECEIVE 15      // (slot): badge of the sender's capability; the message
#define SYS_IPC_REPLY_RECEIVE 16 // (slot, message): answers who was received last, then as above
#define SYS_GRANT 17            // (slot, rights, identity): the slot in the other process; the badge there is that identity
#define SYS_XENTRY_CREATE 18    // (handler thread, pc, address of a word in which a bit is set for each idle context or 0, number of contexts): x-entry ID
#define SYS_XENTRY_REMOVE 19    // (ID)
#define SYS_XCALL_GRANT 20      // (ID, rights, identity)
#define SYS_XCALL_REVOKE 21     // (ID, identity): takes every right to ID away from that thread
#define SYS_SEGMENT_ALLOC 22    // (bytes): index in the segment list; a1 = its virtual address
#define SYS_SEGMENT_FREE 23     // (index)
#define SYS_SELF_TEST 24        // (): exception cause that an xcall in S-mode raised when the kernel tried at boot
#define SYS_IPC_BUFFER 25       // (address): the thread's message buffer from now on, IPC_BUFFER_SIZE bytes, aligned so; 0 = none
#define SYS_PIN 26              // (hart): the thread runs on that hart alone; -1 = on any
#define SYS_SHARED_CREATE 27    // (bytes): slot of a range of memory that several processes can map, with all rights
#define SYS_SHARED_MAP 28       // (slot): its address; a1 = its size in bytes
#define SYS_NOTIFICATION_CREATE 29 // (): slot, with all rights; bound to the calling thread, whose next receive it ends
#define SYS_SIGNAL 30           // (slot)
#define SYS_BOOKS 31            // (struct books *): what is in use in the whole kernel
#define SYS_DEADLINE 32         // (ticks of `time`, 0 = none): the thread's next calls from here end that much from now, with E_TIMEOUT
#define SYS_CONTEXTS 33         // (struct context_area *): how to give contexts back that calls leave behind
#define SYS_XENTRY_WAIT 34      // (ID, ticks of `time`): 0, as soon as a context of that x-entry seems idle; E_TIMEOUT; E_DEADLOCK; E_BUSY: it does not say
#define SYS_CLIENT 35           // (identity): number of the process whose it is, which no other process ever has; identity 0, (number): 0 if it lives, else E_NAME
#define SYS_COUNT 36

// A message: a1 = info, a2..a5 = words 0..3; further words are in the message buffers, each at its own index.
//     info   63      12 11     9 8          7 6      0
//            label      zero     capabilities length in words
// What the receiver has no buffer for is cut off: the length that it gets says so. A message can carry
// one capability, if it is sent by one with the right to grant (answered: received by one). The sender says which in IPC_CAPABILITY_WORD of its buffer;
// a receiver with something else than 0 in IPC_ACCEPT_WORD of its own gets it, with the same rights, and finds the slot in IPC_CAPABILITY_WORD; the info
// says 1. Otherwise the message comes without.
#define IPC_REGISTER_WORDS 4
#define IPC_WORDS_MAX 120
#define IPC_LENGTH_MASK 0x7ful
#define IPC_CAPABILITIES_MASK 0x180ul
#define IPC_CAPABILITIES_SHIFT 7
#define IPC_ZERO_MASK 0xe00ul
#define IPC_LABEL_SHIFT 12
#define IPC_BUFFER_SIZE 1024
#define IPC_CAPABILITY_WORD 120
#define IPC_ACCEPT_WORD 121

// Errors, as -E_... in a0. What an xcall, swapseg or mask write raised comes back as minus the exception's cause (24..28).
#define E_CALL 1       // no such system call
#define E_ARGUMENT 2   // a value out of range
#define E_ADDRESS 3    // memory that the process may not read or write so
#define E_RIGHT 4      // the capability is missing or lacks the right
#define E_MEMORY 5     // no memory, table or slot left
#define E_NAME 6       // no such name
#define E_AGAIN 7      // nothing there yet
#define E_DIED 8       // the other side ended before it answered
#define E_BUSY 9       // no idle XPC context
#define E_SIZE 10      // the message does not fit
#define E_NO_XPC 11    // this machine has no Xxpc
#define E_TIMEOUT 12   // the call's deadline passed; what the callee was doing may be half done
#define E_DEADLOCK 13  // every context that is waited for belongs to a call that itself waits, in the end for the caller
#define E_REVOKED 14   // the segment that was handed over went back to a caller further up, who had the older claim, while the callee worked on it

// Rights over an x-entry or an endpoint
#define RIGHT_CALL 1    // xcall-cap; send and be answered; signal; map shared memory
#define RIGHT_GRANT 2   // grant-cap: may pass CALL and GRANT on
#define RIGHT_RECEIVE 4 // endpoints only

// Exit status of a process that an exception ended: EXIT_FAULT + cause. SYS_KILL: EXIT_KILLED.
#define EXIT_FAULT 0x100
#define EXIT_KILLED 0x1ff

// The user half of every address space.
#define USER_HEAP 0x100000000ul       // grows up
#define USER_STACK_TOP 0x1000000000ul // of the first thread; with layout=spread a little lower in each process
#define USER_STACK_SIZE 0x10000ul
#define USER_SHARED 0x1800000000ul    // shared memory, grows up
#define RELAY_BASE 0x2000000000ul     // relay segment of physical address p: RELAY_BASE + p, never mapped by a page table
#define USER_END 0x4000000000ul

#define PRIORITY_MAX 255
#define PRIORITY_DEFAULT 8
#define ARGUMENTS_MAX 128
#define NAME_MAX 24

#ifndef __ASSEMBLER__
#include <stdint.h>

// SYS_SPAWN: what to start and what it may reach. The caller needs the grant right over what it passes on.
struct spawn {
    char program[NAME_MAX];        // in the initial archive
    char arguments[ARGUMENTS_MAX]; // one string
    uint64_t priority;
    uint64_t names_entry;          // x-entry of the name server, 0 = none
    int64_t names_endpoint;        // slot of the name server's endpoint in the caller, -1 = none
    uint64_t names_identity;       // told to the child as is
    uint64_t rights;               // the child's, over both
};

// SYS_CONTEXTS: where a library keeps the contexts of its calls. A call that is ended from outside leaves one in each process that it was in: the one that called on from
// there is known by its xcall instruction, the one that ran last by tp.
struct context_area {
    uint64_t stubs, stub_shift;                   // a call by context i returns to stubs + (i << stub_shift)
    uint64_t contexts, context_shift;             // in it, tp = contexts + (i << context_shift)
    uint64_t count;                               // of contexts, at most 64
    uint64_t trampoline_start, trampoline_end;    // code in which tp is not yet, or no longer, the context; it runs for a few instructions
    uint64_t left;                                // address of a word, aligned: the kernel sets bit i when context i is left behind
};

// SYS_BOOKS: what exists now, counted while every hart stands; then events since boot.
struct books {
    uint64_t pages_free;
    uint64_t processes, processes_ended; // alive; ended, and not yet waited for or not yet left by their threads
    uint64_t threads, threads_ended;     // all; of these ended
    uint64_t records;                    // of calls that have not returned
    uint64_t xentries, endpoints;
    uint64_t capabilities;               // in the nodes of processes that are alive
    uint64_t segments;
    uint64_t segments_lost;              // of these in no list, register or record
    uint64_t segments_doubled;           // of these in more than one list or register
    uint64_t stops, interrupts;          // how often all harts were made to stand; harts that were interrupted for it
    uint64_t engine_flushes, translation_flushes;
};

// What the first thread finds at a0. Slot 0 is the name server's endpoint, if it was given one.
struct start {
    uint64_t identity, parent_identity;
    uint64_t names_entry, names_identity;
    int64_t names_endpoint;
    uint64_t has_xpc;
    uint64_t process;
    uint64_t harts; // of the machine
    char arguments[ARGUMENTS_MAX];
};
#endif
#endif
