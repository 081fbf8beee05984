// SPDX-License-Identifier: Apache-2.0
// Capabilities: 16 bytes each, in the *capability node* of a process or in a slot of a thread.
//
//     word 0  63    59 58     55 54                  39 38                 0
//             type     rights                          kernel address         endpoint, notification, shared memory, message buffer
//             type     mapped    -                     ASID                   address space          (mapped: bit 58, ASID: 15..0)
//             type     guard size 58..53, radix 52..47 kernel address         capability node
//             type                                                            reply
//     word 1  badge (endpoint, notification); root table (address space); guard (node); thread (reply)
//
// A capability's *address* is 64 bits that are used up from the top: a node takes the bits of its guard, which must be equal, then `radix` bits as
// the index of a slot. What the last node names must have used all of them.
#ifndef CAPABILITY_H
#define CAPABILITY_H

#include "memory_map.h"
#include <stdbool.h>
#include <stdint.h>

struct process;
struct thread;

enum capability_type {
    CAPABILITY_NONE,
    CAPABILITY_ENDPOINT,
    CAPABILITY_NOTIFICATION,
    CAPABILITY_SHARED,
    CAPABILITY_BUFFER,
    CAPABILITY_SPACE,
    CAPABILITY_NODE,
    CAPABILITY_REPLY,
};

enum {
    TYPE_SHIFT = 59,
    RIGHTS_SHIFT = 55,
    MAPPED_SHIFT = 58,
    GUARD_SIZE_SHIFT = 53,
    RADIX_SHIFT = 47,
    SIX_BITS = 0x3f,
    ADDRESS_UNUSED = 25, // bits above a kernel address
    ADDRESS_BITS = 64,   // of a capability
    NODE_RADIX = 5,
    NODE_SLOTS = 1 << NODE_RADIX,
};

struct capability {
    uint64_t word0, word1;
};

// A slot that takes part in derivation: a reply capability is derived from its caller's, and found and deleted through the links.
struct slot {
    struct capability capability;
    struct slot *parent, *child;
};

static inline enum capability_type capability_type(struct capability c)
{
    return (enum capability_type)(c.word0 >> TYPE_SHIFT);
}

static inline void *capability_object(struct capability c)
{
    return (void *)((int64_t)(c.word0 << ADDRESS_UNUSED) >> ADDRESS_UNUSED);
}

static inline bool capability_allows(struct capability c, uint64_t rights)
{
    return (c.word0 >> RIGHTS_SHIFT & rights) == rights;
}

static inline struct capability capability_of(enum capability_type type, const void *object, uint64_t rights, uint64_t badge)
{
    uint64_t address = (uint64_t)object << ADDRESS_UNUSED >> ADDRESS_UNUSED;
    return (struct capability){(uint64_t)type << TYPE_SHIFT | rights << RIGHTS_SHIFT | address, badge};
}

static inline struct capability capability_of_node(const struct capability *node)
{
    uint64_t address = (uint64_t)node << ADDRESS_UNUSED >> ADDRESS_UNUSED, guard_size = ADDRESS_BITS - NODE_RADIX;
    return (struct capability){
        (uint64_t)CAPABILITY_NODE << TYPE_SHIFT | guard_size << GUARD_SIZE_SHIFT | (uint64_t)NODE_RADIX << RADIX_SHIFT | address, 0};
}

static inline struct capability capability_of_space(const uint64_t *root, uint64_t asid)
{
    return (struct capability){(uint64_t)CAPABILITY_SPACE << TYPE_SHIFT | 1ul << MAPPED_SHIFT | asid, (uint64_t)root};
}

static inline bool capability_is_mapped_space(struct capability c)
{
    return c.word0 >> MAPPED_SHIFT == (CAPABILITY_SPACE << 1 | 1);
}

static inline uint64_t capability_satp(struct capability c)
{
    return SATP_SV39 | (c.word0 & 0xffff) << SATP_ASID_SHIFT | kernel_to_physical((void *)c.word1) >> PAGE_SHIFT;
}

static inline struct capability capability_of_reply(const struct thread *caller)
{
    return (struct capability){(uint64_t)CAPABILITY_REPLY << TYPE_SHIFT, (uint64_t)caller};
}

// The capability at `address`, from the node `root` down; CAPABILITY_NONE if there is none.
static inline struct capability capability_look_up(struct capability root, uint64_t address)
{
    struct capability c = root;
    uint64_t used = 0;
    if (capability_type(c) != CAPABILITY_NODE)
        return (struct capability){0, 0};
    do {
        uint64_t guard_size = c.word0 >> GUARD_SIZE_SHIFT & SIX_BITS, radix = c.word0 >> RADIX_SHIFT & SIX_BITS, rest = address << used;
        if (guard_size != 0 && rest >> (ADDRESS_BITS - guard_size) != c.word1)
            return (struct capability){0, 0};
        const struct capability *slots = capability_object(c);
        c = slots[rest << guard_size >> (ADDRESS_BITS - radix)];
        used += guard_size + radix;
        if (used >= ADDRESS_BITS)
            return used == ADDRESS_BITS ? c : (struct capability){0, 0};
    } while (capability_type(c) == CAPABILITY_NODE);
    return (struct capability){0, 0};
}

// Gives the process an empty node, at its place (layout.h).
void capability_node_init(struct process *process);
// Of the type, with all of the rights; CAPABILITY_NONE otherwise.
struct capability capability_find(struct capability root, uint64_t address, enum capability_type type, uint64_t rights);
// An empty slot of the process filled: its address; -E_MEMORY if there is none.
int64_t capability_add(struct process *process, struct capability capability);
// No process has a capability for the object any more.
void capability_remove_all(const void *object);
// `to` gets what `thread` has at `address`, with `rights` (which must be there, and the one to grant) and `badge`.
int64_t capability_grant(struct thread *thread, uint64_t address, uint64_t rights, struct process *to, uint64_t badge);

#endif
