// SPDX-License-Identifier: Apache-2.0
// The global x-entry table, and who may call what.
#ifndef XENTRY_H
#define XENTRY_H

#include "thread.h"

// Takes the control word (docs/xxpc.md, 2.1) from the command line, if it has `xpcctl=0x...`.
void xentry_choose_control(const char *bootargs);
// Sets the engine of this hart to the table. The first hart makes the table.
void xentry_init_hart(void);
// How many calls an x-entry takes at a time, as its process says.
struct xentry_contexts {
    uint64_t idle; // address, in that process, of a word with a bit set for each context that no call has; 0 = it does not say
    uint64_t count;
};
// An x-entry at `pc` that runs with the rights of `handler`, of the handler's process. The ID; the creator `creator` gets both rights.
int64_t xentry_create(struct thread *handler, uint64_t pc, struct xentry_contexts contexts, struct runtime *creator);
// Whose x-entry it is; null if it is none.
struct process *xentry_owner(uint64_t id);
struct xentry_contexts xentry_contexts(uint64_t id);
int64_t xentry_remove(struct process *process, uint64_t id);
void xentry_remove_all(struct process *process);
// Whether an x-entry lends this runtime to its callers.
bool xentry_runs_as(const struct runtime *runtime);
uint64_t xentry_count(void);
// `giver` passes rights over `id` on; it needs the grant right.
int64_t xentry_grant(struct runtime *giver, uint64_t id, uint64_t rights, struct runtime *taker);
// Takes every right over `id` away. Its process, or a holder of the grant right, may.
int64_t xentry_revoke(struct runtime *by, uint64_t id, struct runtime *from);

#endif
