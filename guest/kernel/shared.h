// SPDX-License-Identifier: Apache-2.0
// Memory that several processes map. It lives until the last process that has a capability for it, or mapped it, has ended.
#ifndef SHARED_H
#define SHARED_H

#include "process.h"

#define SHARED_COUNT 64

struct shared {
    uint64_t pa, bytes;
    uint64_t holders; // bit p: process number p + 1; 0 = row not in use
};

int64_t shared_create(struct process *process, uint64_t bytes); // its slot
int64_t shared_map(struct process *process, struct shared *shared); // its address
void shared_hold(struct shared *shared, const struct process *process);
void shared_release_all(const struct process *process);

#endif
