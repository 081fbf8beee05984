// SPDX-License-Identifier: Apache-2.0
// The calls of each thread that have not returned. A record describes the caller. Everything here wants every thread's state in memory
// (hart_stop_all).
#ifndef LINK_STACK_H
#define LINK_STACK_H

#include "thread.h"
#include "xxpc.h"

// A thread's records, the deepest call last; of a thread that is not alive none.
struct xpc_record *link_stack_first(const struct thread *thread);
struct xpc_record *link_stack_end(const struct thread *thread);
// No record of any thread returns into the process any more: the xret to it traps.
void link_stack_disown(const struct process *process);
// Whether a valid record of any living thread names the process as a caller.
bool link_stack_names(const struct process *process);
// Whether a living thread runs with this capability table, or will when a call returns.
bool link_stack_runs_as(uint64_t xcallcap);
// Whether the caller that the record describes is still there.
bool link_stack_record_lives(const struct xpc_record *record);
// Whether the thread is in a call and its caller is still there.
bool link_stack_caller_lives(const struct thread *thread);
// The thread's callee is given up: the thread goes back to the nearest caller that is still there, which finds `error` in a0 and its segment
// in the segment registers; if no caller is left the thread ends. Segments that thereby nobody holds go back to their makers.
void link_stack_unwind(struct thread *thread, int64_t error);
// If the thread faulted at `address` since the segment there was taken from it while a callee worked on it, that is not the callee's fault: the thread goes back to
// who handed the segment over, or the nearest caller below that is still there, with E_REVOKED. Whether that was so.
bool link_stack_give_up_stripped(struct thread *thread, uint64_t address);
// The same, to the caller of a record that is one of the thread's and whose caller is alive; null = the thread ends.
void link_stack_unwind_to(struct thread *thread, const struct xpc_record *target, int64_t error);

#endif
