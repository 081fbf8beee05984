// SPDX-License-Identifier: Apache-2.0
// Where kernel objects that IPC touches lie. The data cache finds a line's set in address bits 11..6 (docs: 64 sets, 4 ways, 64 B), so what begins
// at the same offset in its page competes for the same four ways; page tables, which must be page-aligned, keep their first entries there as well.
//
//     layout=packed   (default) a thread (1 KiB) begins a page, as an allocator of pages hands them out; nodes (2 KiB) and endpoints (32 B) follow one another
//     layout=spread   thread n begins n * STEP lines further on in its page: neighbours lie in different sets ("cache colouring"). The same is done for
//                     the kernel stacks, and for the user stacks, whose page-table entries move with their addresses
#ifndef LAYOUT_H
#define LAYOUT_H

#include "capability.h"
#include <stdbool.h>
#include <stdint.h>

struct thread;

extern bool layout_spread;

// Reads the kernel's command line and sets the memory for all objects apart.
void layout_init(const char *bootargs);
// Number 0 up.
struct thread *layout_thread(unsigned number);
struct slot *layout_node(unsigned number);
struct endpoint *layout_endpoint(unsigned number);
unsigned layout_thread_number(const struct thread *thread);
// How far below its end a kernel stack begins, and the first user stack of a process below USER_STACK_TOP.
uint64_t layout_kernel_stack_offset(void);
uint64_t layout_user_stack_offset(unsigned process);

#endif
