// SPDX-License-Identifier: Apache-2.0
#include "capability.h"
#include "layout.h"
#include "process.h"
#include "shared.h"
#include "string.h"
#include "thread.h"

static uint64_t low_bits(uint64_t count)
{
    return (1ul << count) - 1;
}

void capability_node_init(struct process *process)
{
    struct slot *node = layout_node(process_number(process) - 1);
    memset(node, 0, NODE_SLOTS * sizeof *node);
    process->node = capability_of_node(node);
}

void capability_node_end(const struct process *process)
{
    struct slot *node = capability_object(process->node);
    for (unsigned i = 0; capability_type(process->node) == CAPABILITY_NODE && i < NODE_SLOTS; i++)
        slot_delete(&node[i]);
}

void slot_fill(struct slot *slot, struct slot *from, struct capability capability)
{
    bool new_badge = capability_type(capability) == CAPABILITY_REPLY || capability.word1 != from->capability.word1;
    struct slot *next = slot_next(from);
    slot->capability = capability;
    slot->previous = from;
    slot->next = (uint64_t)next | (new_badge ? LINK_REVOCABLE | LINK_FIRST_BADGED : 0);
    from->next = (uint64_t)slot | (from->next & LINK_FLAGS);
    if (next != 0)
        next->previous = slot;
}

void slot_delete(struct slot *slot)
{
    struct slot *next = slot_next(slot), *previous = slot->previous;
    if (previous != 0)
        previous->next = (uint64_t)next | (previous->next & LINK_FLAGS);
    if (next != 0) {
        next->previous = previous;
        next->next |= slot->next & LINK_FIRST_BADGED;
    }
    *slot = (struct slot){{0, 0}, 0, 0};
}

struct capability capability_look_up(struct capability root, uint64_t address)
{
    struct capability c = root;
    uint64_t used = 0;
    if (capability_type(c) != CAPABILITY_NODE)
        return (struct capability){0, 0};
    do {
        uint64_t guard_size = c.word0 >> GUARD_SIZE_SHIFT & SIX_BITS, radix = c.word0 >> RADIX_SHIFT & SIX_BITS, rest = address << used;
        if (guard_size != 0 && rest >> (ADDRESS_BITS - guard_size) != c.word1)
            return (struct capability){0, 0};
        const struct slot *slots = capability_object(c);
        c = slots[rest << guard_size >> (ADDRESS_BITS - radix)].capability;
        used += guard_size + radix;
        if (used >= ADDRESS_BITS)
            return used == ADDRESS_BITS ? c : (struct capability){0, 0};
    } while (capability_type(c) == CAPABILITY_NODE);
    return (struct capability){0, 0};
}

struct slot *capability_find_slot(struct capability node, uint64_t address)
{
    uint64_t bits = ADDRESS_BITS;
    while (capability_type(node) == CAPABILITY_NODE) {
        uint64_t guard_size = node.word0 >> GUARD_SIZE_SHIFT & SIX_BITS, radix = node.word0 >> RADIX_SHIFT & SIX_BITS;
        uint64_t guard = guard_size != 0 ? address >> ((bits - guard_size) & SIX_BITS) & low_bits(guard_size) : 0;
        if (guard_size + radix > bits || guard != node.word1)
            return 0;
        bits -= guard_size + radix;
        struct slot *slot = (struct slot *)capability_object(node) + (address >> bits & low_bits(radix));
        if (bits == 0)
            return slot;
        node = slot->capability;
    }
    return 0;
}

struct capability capability_find(struct capability root, uint64_t address, enum capability_type type, uint64_t rights)
{
    const struct slot *slot = capability_find_slot(root, address);
    bool fits = slot != 0 && capability_type(slot->capability) == type && capability_allows(slot->capability, rights);
    return fits ? slot->capability : (struct capability){0, 0};
}

static struct slot *empty_slot(const struct process *process)
{
    struct slot *node = capability_object(process->node);
    for (unsigned i = 0; i < NODE_SLOTS; i++)
        if (capability_type(node[i].capability) == CAPABILITY_NONE)
            return &node[i];
    return 0;
}

static int64_t slot_number(const struct process *process, const struct slot *slot)
{
    return slot - (const struct slot *)capability_object(process->node);
}

int64_t capability_add(struct process *process, struct capability capability)
{
    struct slot *slot = empty_slot(process);
    if (slot == 0)
        return -E_MEMORY;
    slot->capability = capability;
    slot->next = LINK_REVOCABLE | LINK_FIRST_BADGED;
    return slot_number(process, slot);
}

void capability_remove_all(const void *object)
{
    for (unsigned p = 0; p < PROCESS_COUNT; p++) {
        struct slot *node = capability_object(processes[p].node);
        for (unsigned i = 0; processes[p].state != PROCESS_FREE && i < NODE_SLOTS; i++)
            if (capability_type(node[i].capability) != CAPABILITY_NONE && capability_object(node[i].capability) == object)
                slot_delete(&node[i]);
    }
}

int64_t capability_grant(struct thread *thread, uint64_t address, uint64_t rights, struct process *to, uint64_t badge)
{
    struct slot *from = capability_find_slot(thread_node(thread), address);
    struct capability c = from != 0 ? from->capability : (struct capability){0, 0};
    if (capability_type(c) == CAPABILITY_NONE || !capability_allows(c, rights | RIGHT_GRANT))
        return -E_RIGHT;
    struct slot *slot = empty_slot(to);
    if (slot == 0)
        return -E_MEMORY;
    slot_fill(slot, from, capability_of(capability_type(c), capability_object(c), rights, badge));
    if (capability_type(c) == CAPABILITY_SHARED)
        shared_hold(capability_object(c), to);
    return slot_number(to, slot);
}
