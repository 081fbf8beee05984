// SPDX-License-Identifier: Apache-2.0
#ifndef LINK_STACK_H
#define LINK_STACK_H

#include "thread.h"

// No record of any thread returns into the process any more: the xret to it traps.
void link_stack_disown(const struct process *process);
// Whether a record of any living thread, valid or not, names the process as a caller.
bool link_stack_names(const struct process *process);
// The thread's callee is given up: the thread goes back to the nearest caller that is still there, which finds `error` in a0 and its segment
// in the segment registers; if no caller is left the thread ends. Its state must be in memory (not some hart's current).
void link_stack_unwind(struct thread *thread, int64_t error);

#endif
