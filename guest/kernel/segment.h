// SPDX-License-Identifier: Apache-2.0
// Relay segments. A segment is made for a process, whose segment list takes it first; from then on user code moves it. It belongs to its
// maker: its memory goes back when the maker frees it or ends.
#ifndef SEGMENT_H
#define SEGMENT_H

#include "process.h"
#include "xxpc.h"

#define SEGMENT_COUNT 256
#define SEGMENT_LIST_ENTRIES 64

// An empty list; the value for xseglist, 0 if there is no memory.
uint64_t segment_list_create(void);
void segment_list_destroy(uint64_t xseglist);
// Makes a segment of `bytes`, rounded up to pages, and puts it into an empty entry: its index, or -E_... ; *va: its address.
int64_t segment_create(struct process *process, uint64_t bytes, uint64_t *va);
// Frees the whole segment in entry `index`, which the process must have made.
int64_t segment_free(struct process *process, uint64_t index);
// All below want every thread's state in memory (hart_stop_all). Where a segment goes when somebody gives it up: to a living caller in whose record it stands;
// if there is none and nobody has it, to its maker's list, or it is freed if that is full; if its maker has ended, it is freed.
//
// The thread goes back to the caller of the record, one of its own: whether it has the segment of that record from now on, and nobody else. It has not
// if it is not the caller's turn: somebody has it for its maker, by a call from the maker or in the maker itself. What others claim by their records stays,
// unless the caller is the maker itself: then every loan is over.
bool segment_give_back(const struct xpc_record *record, const struct thread *thread);
// A record that was one of a link stack's: its call has ended without a return to that caller. If it was the maker's only claim every loan is over: the maker has
// its segment in its list.
void segment_drop_record(const struct xpc_record *record);
// Somebody has given up that part of a segment.
void segment_settle(uint64_t pa, uint64_t length);
// The thread has no active segment any more.
void segment_drop_active(struct thread *thread);
// Empties the process's list.
void segment_empty_list(const struct process *process);
// Frees every segment that the process made and no thread holds; whether that was all of them.
bool segment_free_all(const struct process *process);
// Counts them into the books.
void segment_count(struct books *books);

#endif
