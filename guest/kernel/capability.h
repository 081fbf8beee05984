// SPDX-License-Identifier: Apache-2.0
// Capabilities: 16 bytes each, in slots of 32 bytes: in the *capability node* of a process, or of a thread's own.
//
//     word 0  63    59 58     55 54                  39 38                 0
//             type     rights                          kernel address         endpoint, notification, shared memory, message buffer
//             type     mapped    -                                            address space          (mapped: bit 58)
//             type     guard size 58..53, radix 52..47 kernel address         capability node
//             type     -         -                     may grant 1, master 0  reply
//     word 1  badge (endpoint, notification); ASID 63..48 and root table 38..0 (address space); guard (node); thread (reply)
//
// A capability's *address* is 64 bits that are used up from the top: a node takes the bits of its guard, which must be equal, then `radix` bits as
// the index of a slot. What the last node names must have used all of them.
//
// Slots of one object form a list in the order of derivation, each behind the one it was derived from:
//     previous      slot, or 0
//     next          slot, or 0; bit 1: may be revoked from here; bit 0: first of its badge     (slots are aligned, so two bits are free)
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
    ASID_SHIFT = 48,
    REPLY_MASTER = 1, // the slot's own thread's, of which reply capabilities are derived
    REPLY_MAY_GRANT = 2,
    LINK_FIRST_BADGED = 1,
    LINK_REVOCABLE = 2,
    LINK_FLAGS = 3,
    RIGHT_ANSWERED = 8, // endpoints: who sends may be answered; comes with RIGHT_CALL
    GUARD_SIZE_SHIFT = 53,
    RADIX_SHIFT = 47,
    SIX_BITS = 0x3f,
    ADDRESS_UNUSED = 25, // bits above a kernel address
    ADDRESS_BITS = 64,   // of a capability
    NODE_RADIX = 6,
    NODE_SLOTS = 1 << NODE_RADIX,
};

struct capability {
    uint64_t word0, word1;
};

struct slot {
    struct capability capability;
    struct slot *previous;
    uint64_t next;
};

static inline struct slot *slot_next(const struct slot *slot)
{
    return (struct slot *)(slot->next & ~(uint64_t)LINK_FLAGS);
}

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
    if (type == CAPABILITY_ENDPOINT && (rights & RIGHT_CALL) != 0)
        rights |= RIGHT_ANSWERED;
    return (struct capability){(uint64_t)type << TYPE_SHIFT | rights << RIGHTS_SHIFT | address, badge};
}

static inline struct capability capability_of_node(const struct slot *node)
{
    uint64_t address = (uint64_t)node << ADDRESS_UNUSED >> ADDRESS_UNUSED, guard_size = ADDRESS_BITS - NODE_RADIX;
    return (struct capability){
        (uint64_t)CAPABILITY_NODE << TYPE_SHIFT | guard_size << GUARD_SIZE_SHIFT | (uint64_t)NODE_RADIX << RADIX_SHIFT | address, 0};
}

static inline struct capability capability_of_space(const uint64_t *root, uint64_t asid)
{
    uint64_t address = (uint64_t)root << ADDRESS_UNUSED >> ADDRESS_UNUSED;
    return (struct capability){(uint64_t)CAPABILITY_SPACE << TYPE_SHIFT | 1ul << MAPPED_SHIFT, asid << ASID_SHIFT | address};
}

static inline bool capability_is_mapped_space(struct capability c)
{
    return capability_type(c) == CAPABILITY_SPACE && (c.word0 >> MAPPED_SHIFT & 1) != 0;
}

static inline uint64_t capability_satp(struct capability c)
{
    const void *root = (const void *)((int64_t)(c.word1 << ADDRESS_UNUSED) >> ADDRESS_UNUSED);
    return SATP_SV39 | c.word1 >> ASID_SHIFT << SATP_ASID_SHIFT | kernel_to_physical(root) >> PAGE_SHIFT;
}

static inline struct capability capability_of_reply(const struct thread *caller, uint64_t flags)
{
    return (struct capability){(uint64_t)CAPABILITY_REPLY << TYPE_SHIFT | flags, (uint64_t)caller};
}

// The capability at `address`, from the node `root` down; CAPABILITY_NONE if there is none. For the fast path: no slot, no reason.
struct capability capability_look_up(struct capability root, uint64_t address);
// Gives the process an empty node, at its place (layout.h).
void capability_node_init(struct process *process);
// Empties it: what was derived from its capabilities stays.
void capability_node_end(const struct process *process);
// Puts a capability that was derived from the one in `from` into an empty slot.
void slot_fill(struct slot *slot, struct slot *from, struct capability capability);
// Empties the slot and takes it out of its list.
void slot_delete(struct slot *slot);
// The slot at `address`, from the node `root` down; null if there is none.
struct slot *capability_find_slot(struct capability root, uint64_t address);
// Of the type, with all of the rights; CAPABILITY_NONE otherwise.
struct capability capability_find(struct capability root, uint64_t address, enum capability_type type, uint64_t rights);
// An empty slot of the process filled: its address; -E_MEMORY if there is none.
int64_t capability_add(struct process *process, struct capability capability);
// No process has a capability for the object any more.
void capability_remove_all(const void *object);
// `to` gets what `thread` has at `address`, with `rights` (which must be there, and the one to grant) and `badge`.
int64_t capability_grant(struct thread *thread, uint64_t address, uint64_t rights, struct process *to, uint64_t badge);

#endif
