// SPDX-License-Identifier: Apache-2.0
#include "books.h"
#include "endpoint.h"
#include "hart.h"
#include "layout.h"
#include "link_stack.h"
#include "page.h"
#include "process.h"
#include "segment.h"
#include "xentry.h"

static void count_threads(struct books *books)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        const struct thread *thread = thread_at(i);
        books->threads += thread_state(thread) != THREAD_FREE;
        books->threads_ended += thread_state(thread) == THREAD_ENDED;
        books->records += (uint64_t)(link_stack_end(thread) - link_stack_first(thread));
    }
}

static void count_processes(struct books *books)
{
    for (unsigned i = 0; i < PROCESS_COUNT; i++) {
        books->processes += processes[i].state == PROCESS_ALIVE;
        books->processes_ended += processes[i].state == PROCESS_DYING || processes[i].state == PROCESS_ZOMBIE;
        const struct slot *node = layout_node(i);
        for (unsigned j = 0; processes[i].state == PROCESS_ALIVE && j < NODE_SLOTS; j++)
            books->capabilities += capability_type(node[j].capability) != CAPABILITY_NONE;
    }
}

void books_count(struct books *books)
{
    struct hart_counters before = hart_counters;
    hart_stop_all();
    hart_counters = before;
    *books = (struct books){
        .pages_free = page_free_count(),
        .xentries = xentry_count(),
        .stops = before.stops,
        .interrupts = before.interrupts,
        .engine_flushes = before.engine_flushes,
        .translation_flushes = before.translation_flushes,
    };
    count_threads(books);
    count_processes(books);
    segment_count(books);
    for (unsigned i = 0; i < ENDPOINT_COUNT; i++)
        books->endpoints += layout_endpoint(i)->owner != 0;
}
