// SPDX-License-Identifier: Apache-2.0
#ifndef TRAP_H
#define TRAP_H

#include "thread.h"

// From trap_entry.S, with the thread's registers saved: what any trap means. Neither returns. Locked: the caller holds the kernel lock.
__attribute__((noreturn)) void trap_user(struct thread *thread);
__attribute__((noreturn)) void trap_locked(struct thread *thread);

// The vectors: for one hart without Xxpc, and for any machine.
extern char trap_entry[], trap_entry_general[];

// trap_entry.S: to user mode with these in a0 and a1, and the thread's other registers. switch: into its address space first, dropping all
// translations; switch_tagged: the translations are tagged, none is dropped.
__attribute__((noreturn)) void ipc_switch(uint64_t a0, uint64_t a1, struct thread *thread, uint64_t satp);
__attribute__((noreturn)) void ipc_switch_tagged(uint64_t a0, uint64_t a1, struct thread *thread, uint64_t satp);
__attribute__((noreturn)) void ipc_restore(uint64_t a0, uint64_t a1, struct thread *thread);

#endif
