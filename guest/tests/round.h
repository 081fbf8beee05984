// SPDX-License-Identifier: Apache-2.0
// A round trip A -> B -> C in which every process moves a segment of its own and the one it was handed. `campaign` has it made again and again,
// while a test on the host ends one of the three between two of its instructions.
//
//     A   takes its own segment, hands a part to B
//     B   puts the part into its list, takes its own segment, hands it to C, changes back
//     C   puts B's segment into its list, works in its own, changes back
#ifndef ROUND_H
#define ROUND_H

#include "context.h"
#include "names.h"
#include "stdio.h"

enum { ROUND_A, ROUND_B, ROUND_C, ROUND_ROLES };

// The x-entry of `campaign`, which the three get as their name server's. Its first word, then a value.
enum {
    DESK_HERE = 1, // value = role << 32 | ID of its x-entry, over which the desk has every right
    DESK_PEER,     // value = role: the ID of that x-entry, which the caller may call now
    DESK_TURN,     // of A: 1 = make a round trip now
    DESK_DONE,     // of A: value = how its round trip ended
};

// Operations of their x-entries.
enum {
    ROUND_MEET = 1, // looks up whom it calls; 0
    ROUND_GO,       // the round trip, or its part of it: 0, or an error below 0
    ROUND_CHECK,    // its segment must lie in its list, as it was, and no other, and no context be in use but this call's: 0, or an error below 0
};

enum { ROUND_BYTES = 4096, ROUND_PART = 1024, ROUND_CONTEXTS = 3, ROUND_NOT_SO = 100 };

static int64_t round_peer, round_index;
static uint64_t *round_segment, round_role;

static inline uint64_t round_ask(uint64_t operation, uint64_t value)
{
    return xpc_call((int64_t)program->names_entry, operation, value).value;
}

// The active segment and its own change places.
static inline bool round_swap(void)
{
    return relay_swap(round_index) == 0;
}

static inline int64_t round_check(void)
{
    if (relay_size() != 0 || !round_swap())
        return -ROUND_NOT_SO;
    if (__builtin_popcountl(xpc_points[0].idle) != ROUND_CONTEXTS - 1)
        return -ROUND_NOT_SO - 8;
    bool whole = relay_address() == round_segment && relay_size() == ROUND_BYTES && round_segment[511] == round_role;
    return round_swap() && relay_size() == 0 && whole ? 0 : -ROUND_NOT_SO - 1;
}

// Everything up to where it may be called.
static inline void round_begin(uint64_t role, xpc_handler handler)
{
    round_role = role;
    round_index = alloc_relay_mem(ROUND_BYTES, (void **)&round_segment);
    if (!round_swap())
        return;
    for (unsigned i = 0; i < ROUND_BYTES / 8; i++)
        round_segment[i] = role;
    round_swap();
    int64_t id = xpc_register_entry(0, handler, ROUND_CONTEXTS);
    xcall_grant(id, RIGHT_CALL | RIGHT_GRANT, program->names_identity);
    round_ask(DESK_HERE, role << 32 | (uint64_t)id);
}

#endif
