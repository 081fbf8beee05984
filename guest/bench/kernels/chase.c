// SPDX-License-Identifier: Apache-2.0
// Follows pointers through 64 MiB: each load waits for the one before, and most miss every cache of the host. A repetition has fewer
// instructions than others', since each takes longer.
#include "bench.h"

enum { LINE = 64, NODES = (64 << 20) / LINE };

struct node {
    struct node *next;
    uint64_t unused[LINE / 8 - 1];
};
UNINITIALISED static struct node nodes[NODES];

// Node i points to i * FACTOR + STEP modulo NODES: a cycle through all, since STEP is odd and FACTOR is 1 modulo 4.
static const uint64_t FACTOR = 0x5d1f95, STEP = 0x9e377;

static NOINLINE struct node *follow(struct node *node, uint64_t steps)
{
    for (; steps >= 4; steps -= 4)
        node = node->next->next->next->next;
    for (; steps > 0; steps--)
        node = node->next;
    return node;
}

// Where `steps` lead to, by composing the steps' map with itself.
static uint64_t leap(uint64_t from, uint64_t steps)
{
    uint64_t factor = FACTOR, step = STEP;
    for (; steps > 0; steps >>= 1) {
        if (steps & 1)
            from = from * factor + step;
        step = step * factor + step;
        factor *= factor;
    }
    return from % NODES;
}

static const char *check(void)
{
    for (uint64_t i = 0; i < NODES; i++)
        nodes[i].next = &nodes[(i * FACTOR + STEP) % NODES];
    for (uint64_t steps = 1; steps < 20000; steps = 3 * steps + 1)
        if (follow(nodes, steps) != &nodes[leap(0, steps)])
            return "steps do not lead where they must";
    return 0;
}

static uint64_t run(uint64_t rounds)
{
    return (uint64_t)(follow(nodes, rounds) - nodes);
}

BENCH bench = {.name = "chase", .rounds = 2000000, .check = check, .run = run};
