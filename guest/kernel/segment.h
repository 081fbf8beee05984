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
// No segment list holds any part of the range any more: it goes back to the caller in whose record it stands.
void segment_take_back(uint64_t pa, uint64_t length);
// Frees every segment that the process made.
void segment_free_all(struct process *process);

#endif
