// SPDX-License-Identifier: Apache-2.0
#include "segment.h"
#include "hart.h"
#include "link_stack.h"
#include "memory_map.h"
#include "page.h"
#include "thread.h"
#include "xxpc.h"

_Static_assert(SEGMENT_LIST_ENTRIES * XPC_LIST_SIZE <= PAGE_SIZE, "a list is one page");

static struct segment {
    struct process *maker; // null = row not in use
    uint64_t pa, length;
} segments[SEGMENT_COUNT];

static struct xpc_list_entry *list_of(uint64_t xseglist)
{
    return physical_to_kernel(page_down(xseglist));
}

static bool overlap(uint64_t a, uint64_t a_length, uint64_t b, uint64_t b_length)
{
    return a_length != 0 && b_length != 0 && a < b + b_length && b < a + a_length;
}

// What the owner word of an entry says: bit 0 is LOCK, above it the row of the segment made in it; 0 = free for any.
static uint64_t reservation(unsigned row)
{
    return (uint64_t)(row + 1) << 1;
}

uint64_t segment_list_create(void)
{
    uint64_t page = page_alloc(0);
    return page != 0 ? page | SEGMENT_LIST_ENTRIES : 0;
}

void segment_list_destroy(uint64_t xseglist)
{
    page_free(page_down(xseglist), 0);
}

// Into an empty entry of a list that threads may be using: the length last.
static void fill(struct xpc_list_entry *entry, const struct segment *segment)
{
    entry->va = RELAY_BASE + segment->pa;
    entry->pa = segment->pa;
    fence_all();
    __atomic_store_n(&entry->len, segment->length | XPC_SEG_WRITABLE, __ATOMIC_RELEASE);
}

static void free_row(unsigned row)
{
    uint64_t xseglist = segments[row].maker->xseglist;
    for (unsigned i = 0; xseglist != 0 && i < SEGMENT_LIST_ENTRIES; i++)
        if (list_of(xseglist)[i].owner == reservation(row))
            list_of(xseglist)[i].owner = 0;
    page_free(segments[row].pa, page_order(segments[row].length));
    segments[row].maker = 0;
}

int64_t segment_create(struct process *process, uint64_t bytes, uint64_t *va)
{
    struct xpc_list_entry *list = list_of(process->xseglist);
    unsigned index = 0, row = 0;
    // An entry stays reserved for the segment that was made in it, also while the segment is active elsewhere.
    while (index < SEGMENT_LIST_ENTRIES && (list[index].len != 0 || list[index].owner != 0))
        index++;
    while (row < SEGMENT_COUNT && segments[row].maker != 0)
        row++;
    if (bytes == 0 || bytes > (uint64_t)PAGE_SIZE << PAGE_ORDER_MAX)
        return -E_ARGUMENT;
    if (index == SEGMENT_LIST_ENTRIES || row == SEGMENT_COUNT)
        return -E_MEMORY;
    uint64_t pa = page_alloc(page_order(bytes));
    if (pa == 0)
        return -E_MEMORY;
    segments[row] = (struct segment){process, pa, page_up(bytes)};
    *va = RELAY_BASE + pa;
    list[index].owner = reservation(row);
    fill(&list[index], &segments[row]);
    return index;
}

// Takes the entry out of the list, against swapseg on another hart: LOCK, then read.
static void clear(struct xpc_list_entry *entry)
{
    __atomic_fetch_or(&entry->owner, XPC_LIST_LOCK, __ATOMIC_ACQ_REL);
    fence_all();
    entry->va = 0;
    entry->pa = 0;
    entry->len = 0;
    fence_all();
    __atomic_fetch_and(&entry->owner, ~(uint64_t)XPC_LIST_LOCK, __ATOMIC_RELEASE);
}

// The row of the segment of which the range is a part; SEGMENT_COUNT if there is none.
static unsigned row_of(uint64_t pa, uint64_t length)
{
    unsigned row = 0;
    while (row < SEGMENT_COUNT && !(segments[row].maker != 0 && overlap(segments[row].pa, segments[row].length, pa, length)))
        row++;
    return row;
}

// Below, "it" is any part of the segment in that row. Every thread's state must be in memory.
static bool is_it(unsigned row, uint64_t pa, uint64_t length)
{
    return overlap(segments[row].pa, segments[row].length, pa, length & XPC_SEG_LENGTH);
}

static bool is_active(unsigned row, const struct thread *thread)
{
    return thread_lives(thread) && is_it(row, thread->xpc.seg_pa, thread->xpc.seg_len);
}

// A caller that lives gets it by this record when the call returns. Who has ended gets nothing, and claims nothing.
static bool claims(unsigned row, const struct xpc_record *record)
{
    return is_it(row, record->segpa, record->seglen) && link_stack_record_lives(record);
}

static bool claims_for_maker(unsigned row, const struct xpc_record *record)
{
    return claims(row, record) && runtime_of(record->xcallcap)->process == segments[row].maker;
}

// By itself, or as a callee to whom it has come from the maker. What another process has lent to the maker is not the maker's.
static bool is_active_for_maker(unsigned row, const struct thread *thread)
{
    bool is_loan = false;
    if (!is_active(row, thread))
        return false;
    for (const struct xpc_record *r = link_stack_first(thread); r < link_stack_end(thread); r++) {
        if (claims_for_maker(row, r))
            return true;
        is_loan |= is_it(row, r->segpa, r->seglen);
    }
    return !is_loan && thread_runs_in(thread) == segments[row].maker;
}

static bool is_in_list(unsigned row, const struct process *process)
{
    for (unsigned j = 0; process->xseglist != 0 && j < SEGMENT_LIST_ENTRIES; j++)
        if (is_it(row, list_of(process->xseglist)[j].pa, list_of(process->xseglist)[j].len))
            return true;
    return false;
}

// How many hold it.
struct holders {
    unsigned here;    // in registers, or in a list: at most one holds it so, with several the kernel would have lost count
    unsigned claims;  // and will have it again when a call returns
    bool comes_back;  // a thread has it for the maker, or the maker has a claim
};

static struct holders holders_of(unsigned row)
{
    struct holders holders = {0, 0, false};
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        const struct thread *thread = thread_at(i);
        // Who has returned to what is no longer there runs no further instruction (termination.h).
        holders.here += is_active(row, thread) && thread_runs_in(thread)->state == PROCESS_ALIVE;
        holders.comes_back |= is_active_for_maker(row, thread);
        for (const struct xpc_record *r = link_stack_first(thread); r < link_stack_end(thread); r++) {
            holders.claims += claims(row, r);
            holders.comes_back |= claims_for_maker(row, r);
        }
    }
    for (unsigned i = 0; i < PROCESS_COUNT; i++)
        holders.here += is_in_list(row, &processes[i]);
    return holders;
}

static bool is_lent(unsigned row)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        if (is_active(row, thread_at(i)))
            return true;
        for (const struct xpc_record *r = link_stack_first(thread_at(i)); r < link_stack_end(thread_at(i)); r++)
            if (claims(row, r))
                return true;
    }
    return false;
}

int64_t segment_free(struct process *process, uint64_t index)
{
    if (index >= SEGMENT_LIST_ENTRIES)
        return -E_ARGUMENT;
    hart_stop_all();
    struct xpc_list_entry *list = list_of(process->xseglist);
    unsigned row = 0;
    while (row < SEGMENT_COUNT && !(segments[row].maker == process && segments[row].pa == list[index].pa &&
                                    segments[row].length == (list[index].len & XPC_SEG_LENGTH)))
        row++;
    if (row == SEGMENT_COUNT)
        return -E_RIGHT; // not its own, not a whole segment, or an empty entry
    if (is_lent(row))
        return -E_AGAIN; // a caller further up handed it over and will want it back
    clear(&list[index]);
    free_row(row);
    return 0;
}

static void forget_registers(struct xpc_state *xpc)
{
    xpc->seg_va = xpc->seg_pa = xpc->seg_len = xpc->mask_base = xpc->mask_len = 0;
}

static void note_stripped(unsigned row, struct thread *thread)
{
    const struct xpc_record *r = link_stack_first(thread);
    while (r < link_stack_end(thread) && !is_it(row, r->segpa, r->seglen))
        r++;
    thread->stripped.va = RELAY_BASE + segments[row].pa;
    thread->stripped.length = r < link_stack_end(thread) ? segments[row].length : 0; // 0: its own process put it there
    thread->stripped.record = kernel_to_physical(r);
}

// Registers and records lose it together, so that they are still equal at the xret.
static void strip(unsigned row, struct thread *thread)
{
    if (is_active(row, thread)) {
        note_stripped(row, thread);
        forget_registers(&thread->xpc);
    }
    for (struct xpc_record *r = link_stack_first(thread); r < link_stack_end(thread); r++)
        if (is_it(row, r->segpa, r->seglen))
            r->segva = r->segpa = r->seglen = r->maskbase = r->masklen = 0;
}

// From threads other than `keeper` (null: from all). Who only claims it keeps the claim, unless `claims` go, too.
static void take_from_threads(unsigned row, const struct thread *keeper, bool claims)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_lives(thread_at(i)) && thread_at(i) != keeper && (claims || is_active(row, thread_at(i))))
            strip(row, thread_at(i));
}

static void take_from_lists(unsigned row)
{
    for (unsigned i = 0; i < PROCESS_COUNT; i++)
        for (unsigned j = 0; processes[i].xseglist != 0 && j < SEGMENT_LIST_ENTRIES; j++) {
            struct xpc_list_entry *entry = &list_of(processes[i].xseglist)[j];
            if (is_it(row, entry->pa, entry->len))
                clear(entry);
        }
}

// Somebody other than `thread` has it for the maker.
static bool is_with_maker(unsigned row, const struct thread *thread)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_at(i) != thread && is_active_for_maker(row, thread_at(i)))
            return true;
    return false;
}

bool segment_give_back(const struct xpc_record *record, const struct thread *thread)
{
    unsigned row = row_of(record->segpa, record->seglen & XPC_SEG_LENGTH);
    if (row == SEGMENT_COUNT)
        return (record->seglen & XPC_SEG_LENGTH) == 0;
    bool to_maker = claims_for_maker(row, record);
    if (is_with_maker(row, thread) || (!to_maker && is_in_list(row, segments[row].maker)))
        return false;
    take_from_threads(row, thread, to_maker);
    take_from_lists(row);
    return true;
}

static void revoke(unsigned row)
{
    take_from_threads(row, 0, true);
    take_from_lists(row);
    free_row(row);
}

// An empty entry: the one reserved for the row, else one that is nobody's, else any; null if the list is full.
static struct xpc_list_entry *home_of(unsigned row)
{
    struct xpc_list_entry *list = list_of(segments[row].maker->xseglist), *home = 0;
    for (struct xpc_list_entry *entry = list; entry < list + SEGMENT_LIST_ENTRIES; entry++) {
        if ((entry->len & XPC_SEG_LENGTH) != 0)
            continue;
        if (entry->owner == reservation(row))
            return entry;
        if (home == 0 || (home->owner != 0 && entry->owner == 0))
            home = entry;
    }
    return home;
}

static void bring_home(unsigned row)
{
    struct xpc_list_entry *home = home_of(row);
    if (home != 0)
        fill(home, &segments[row]);
    else
        free_row(row);
}

void segment_settle(uint64_t pa, uint64_t length)
{
    unsigned row = row_of(pa, length);
    if (row == SEGMENT_COUNT)
        return;
    if (segments[row].maker->state != PROCESS_ALIVE) {
        if (!is_lent(row))
            revoke(row);
        return;
    }
    struct holders holders = holders_of(row);
    if (holders.here + holders.claims == 0)
        bring_home(row);
}

void segment_drop_record(const struct xpc_record *record)
{
    unsigned row = row_of(record->segpa, record->seglen & XPC_SEG_LENGTH);
    if (row == SEGMENT_COUNT)
        return;
    if (claims_for_maker(row, record) && !holders_of(row).comes_back) {
        take_from_threads(row, 0, true);
        if (is_in_list(row, segments[row].maker))
            return;
        take_from_lists(row);
        bring_home(row);
    } else {
        segment_settle(record->segpa, record->seglen & XPC_SEG_LENGTH);
    }
}

void segment_drop_active(struct thread *thread)
{
    uint64_t pa = thread->xpc.seg_pa, length = thread->xpc.seg_len & XPC_SEG_LENGTH;
    forget_registers(&thread->xpc);
    segment_settle(pa, length);
}

void segment_empty_list(const struct process *process)
{
    for (unsigned i = 0; process->xseglist != 0 && i < SEGMENT_LIST_ENTRIES; i++) {
        struct xpc_list_entry *entry = &list_of(process->xseglist)[i];
        uint64_t pa = entry->pa, length = entry->len & XPC_SEG_LENGTH;
        clear(entry);
        segment_settle(pa, length);
    }
}

bool segment_free_all(const struct process *process)
{
    bool all = true;
    for (unsigned row = 0; row < SEGMENT_COUNT; row++) {
        if (segments[row].maker != process)
            continue;
        if (is_lent(row))
            all = false;
        else
            revoke(row);
    }
    return all;
}

void segment_count(struct books *books)
{
    for (unsigned row = 0; row < SEGMENT_COUNT; row++) {
        if (segments[row].maker == 0)
            continue;
        struct holders holders = holders_of(row);
        books->segments++;
        bool maker_has = holders.comes_back || is_in_list(row, segments[row].maker);
        books->segments_lost += segments[row].maker->state == PROCESS_ALIVE ? !maker_has : holders.here + holders.claims == 0;
        books->segments_doubled += holders.here > 1;
    }
}
