// SPDX-License-Identifier: Apache-2.0
// Calls with a time limit. The deadline and who set it (the xcallcap) stand in software words of the linkage record that the next xcall from there will
// fill: it holds for calls that the same code makes at that depth, whatever is called deeper, until it is set anew.
#ifndef DEADLINE_H
#define DEADLINE_H

#include "thread.h"

// In the thread's next record; ticks = 0: none.
int64_t deadline_set(struct thread *thread, uint64_t ticks);
// At each tick: sends threads whose call is overdue back to who set the deadline. `current` is whose trap this is.
void deadline_check(void);

#endif
