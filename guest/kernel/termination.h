// SPDX-License-Identifier: Apache-2.0
// What keeps a thread from returning into a process that has ended. Two ways, both published with XPC:
//
//     termination=scan    (default) all link stacks are searched for its records, which become invalid: the xret traps
//     termination=clear   its top-level page table is emptied: the xret succeeds, and the fetch behind it faults. Death does not depend on how many threads and
//                         records there are; its root, segment list and capability tables stay until no record names them
#ifndef TERMINATION_H
#define TERMINATION_H

#include "process.h"

// Reads the kernel's command line.
void termination_choose(const char *bootargs);
// From now on no return into the process gets further than a trap. Every thread's state must be in memory.
void termination_disown(struct process *process);
// Whether its address space can go. Every thread's state must be in memory.
bool termination_complete(const struct process *process);

#endif
