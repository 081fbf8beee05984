// SPDX-License-Identifier: Apache-2.0
// User memory as a thread sees it: its active relay segment first, then the page table of the process it runs in.
#ifndef USER_MEMORY_H
#define USER_MEMORY_H

#include "thread.h"

// Whether all of [va, va + length) may be read, or written.
bool user_may(struct thread *thread, uint64_t va, uint64_t length, bool write);
// Copies; false, with nothing copied, if the thread may not.
bool user_read(struct thread *thread, void *to, uint64_t va, uint64_t length);
bool user_write(struct thread *thread, uint64_t va, const void *from, uint64_t length);
// From one thread's memory to another's, through the kernel's map. False, with only a part copied, where one of them has no such memory: a range
// tested earlier may have been in a segment whose maker ended meanwhile.
bool user_copy(struct thread *to, uint64_t to_va, struct thread *from, uint64_t from_va, uint64_t length);

#endif
