// SPDX-License-Identifier: Apache-2.0
// Relay segments. A segment is made for a process, whose segment list takes it first; from then on user code moves it. It belongs to its
// maker: its memory goes back when the maker frees it or ends.
#ifndef SEGMENT_H
#define SEGMENT_H

#include "process.h"

#define SEGMENT_COUNT 256
#define SEGMENT_LIST_ENTRIES 64

// An empty list; the value for xseglist, 0 if there is no memory.
uint64_t segment_list_create(void);
void segment_list_destroy(uint64_t xseglist);
// Makes a segment of `bytes`, rounded up to pages, and puts it into an empty entry: its index, or -E_... ; *va: its address.
int64_t segment_create(struct process *process, uint64_t bytes, uint64_t *va);
// Frees the whole segment in entry `index`, which the process must have made.
int64_t segment_free(struct process *process, uint64_t index);
// All below want every thread's state in memory (hart_stop_all).
// Nobody but `keeper` (null: nobody at all) holds any part of the range any more, in a list, in registers or in records: it goes back to the
// caller in whose record it stands.
void segment_take_back(uint64_t pa, uint64_t length, const struct thread *keeper);
// Somebody gave up a part of a segment. If nobody holds any of it now it goes back to its maker's list, or is freed if that is full; if its maker
// has ended and no thread has a part of it, it is freed.
void segment_settle(uint64_t pa, uint64_t length);
// The thread has no active segment any more; settles it.
void segment_drop_active(struct thread *thread);
// Empties the process's list, and settles what was there.
void segment_empty_list(const struct process *process);
// Frees every segment that the process made and no thread holds; whether that was all of them.
bool segment_free_all(const struct process *process);
// Counts them into the books.
void segment_count(struct books *books);

#endif
