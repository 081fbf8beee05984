// SPDX-License-Identifier: Apache-2.0
#include "capability.h"
#include "layout.h"
#include "process.h"
#include "shared.h"
#include "string.h"
#include "thread.h"

void capability_node_init(struct process *process)
{
    struct capability *node = layout_node(process_number(process));
    memset(node, 0, NODE_SLOTS * sizeof *node);
    process->node = capability_of_node(node);
}

struct capability capability_find(struct capability root, uint64_t address, enum capability_type type, uint64_t rights)
{
    struct capability c = capability_look_up(root, address);
    bool fits = capability_type(c) == type && capability_allows(c, rights);
    return fits ? c : (struct capability){0, 0};
}

int64_t capability_add(struct process *process, struct capability capability)
{
    struct capability *node = capability_object(process->node);
    for (unsigned i = 0; i < NODE_SLOTS; i++)
        if (capability_type(node[i]) == CAPABILITY_NONE) {
            node[i] = capability;
            return i;
        }
    return -E_MEMORY;
}

void capability_remove_all(const void *object)
{
    for (unsigned p = 0; p < PROCESS_COUNT; p++) {
        struct capability *node = capability_object(processes[p].node);
        for (unsigned i = 0; processes[p].state != PROCESS_FREE && i < NODE_SLOTS; i++)
            if (capability_type(node[i]) != CAPABILITY_NONE && capability_object(node[i]) == object)
                node[i] = (struct capability){0, 0};
    }
}

int64_t capability_grant(struct thread *thread, uint64_t address, uint64_t rights, struct process *to, uint64_t badge)
{
    struct capability c = capability_look_up(thread_node(thread), address);
    if (capability_type(c) == CAPABILITY_NONE || !capability_allows(c, rights | RIGHT_GRANT))
        return -E_RIGHT;
    int64_t slot = capability_add(to, capability_of(capability_type(c), capability_object(c), rights, badge));
    if (slot >= 0 && capability_type(c) == CAPABILITY_SHARED)
        shared_hold(capability_object(c), to);
    return slot;
}
