// SPDX-License-Identifier: Apache-2.0
// A process: an address space, its segment list, its capability node, its threads.
#ifndef PROCESS_H
#define PROCESS_H

#include "abi.h"
#include "capability.h"
#include "vm.h"
#include <stdbool.h>
#include <stdint.h>

#define PROCESS_COUNT 64

struct thread;

enum process_state { PROCESS_FREE, PROCESS_ALIVE, PROCESS_DYING, PROCESS_ZOMBIE };

struct process {
    enum process_state state;
    page_table root;
    uint64_t satp, xseglist;
    uint64_t serial; // no other process has had it
    uint64_t heap_end, shared_end;
    uint64_t stack_top; // of the first thread
    int64_t exit_status;
    struct process *parent; // who may wait for it; null = the kernel
    struct capability node, space;
    struct context_area contexts; // SYS_CONTEXTS; count 0 = none
};

// The process directory: how tools on the host name an address space. One row of 32 bytes per slot of the process table:
//     0  satp   8 bytes, 0 = row not in use
//     8  name   24 bytes, ends with a zero
struct process_row {
    uint64_t satp;
    char name[NAME_MAX];
};
extern struct process_row process_directory[PROCESS_COUNT];
extern struct process processes[PROCESS_COUNT];

// Loads `program` and makes its first thread ready. Null: *error says why (E_NAME, E_MEMORY, E_ARGUMENT). `start` is completed and handed over.
struct process *process_start(const char *program, struct process *parent, uint64_t priority, struct start *start, int64_t *error);
// The first thread, before it runs; for capabilities that come with the start.
struct thread *process_first_thread(struct process *process);
// Ends it: nobody runs in it or enters it afterwards, callers get E_DIED (docs/xxpc.md, 9.4), its memory is free. Its place in the table stays taken
// while its own threads are in others' code.
void process_end(struct process *process, int64_t status);
// Frees what dying processes hold, of those in which nobody runs any more.
// Every thread's state must be in memory (hart_stop_all).
void process_reap(void);
// Its parent has its exit status.
void process_heard_of(struct process *process);
// Takes the hart's software interrupt: another hart wants it to look again, or somebody outside the machine wants a process to end.
void process_soft_interrupt(void);
// Number of a process that is to end at the next software interrupt; 0 = none. A debugger or test on the host writes it, and sets SSIP, to end a
// process between any two instructions.
extern volatile uint64_t process_to_end;
// Whether the process with that serial number is alive.
bool process_lives(uint64_t serial);
unsigned process_number(const struct process *process); // from 1
const char *process_name(const struct process *process);

#endif
