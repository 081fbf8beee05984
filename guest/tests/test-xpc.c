// SPDX-License-Identifier: Apache-2.0
// Calls, contexts, segments and broken callees, by libxpc on the engine.
#include "check.h"
#include "child.h"
#include "fragile.h"
#include "names.h"
#include "session.h"
#include "string.h"

static uint64_t add(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    return operation + 10 * x + 100 * y + 1000 * z + 10000 * u + 100000 * v;
}

static bool words(void)
{
    int64_t id = xpc_register_entry(0, add, 1);
    CHECK(id > 0);
    struct xpc_result result = xpc_call6(id, 1, 2, 3, 4, 5, 6);
    CHECK(result.status == 0 && result.value == 654321);
    result = xpc_call_full(id, 1, 2, 3, 4, 5, 6);
    CHECK(result.status == 0 && result.value == 654321);
    int64_t full = xpc_register_entry_full(0, add, 1);
    result = xpc_call6(full, 6, 5, 4, 3, 2, 1);
    CHECK(result.status == 0 && result.value == 123456);
    CHECK(xpc_remove_entry(id) == 0 && xpc_remove_entry(full) == 0);
    CHECK(xpc_call(id, 1, 0).status < 0);
    return true;
}

static __attribute__((noinline)) void deep(int levels)
{
    if (levels == 0)
        xpc_return(77);
    deep(levels - 1);
    __asm__ volatile("");
}

static uint64_t returns_from_depth(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    deep(5);
    return 0;
}

static bool early_return(void)
{
    int64_t partial = xpc_register_entry(0, returns_from_depth, 1), full = xpc_register_entry_full(0, returns_from_depth, 1);
    for (int i = 0; i < 3; i++) // the one context is given back each time
        CHECK(xpc_call(partial, 1, 0).value == 77 && xpc_call(full, 1, 0).value == 77);
    CHECK(xpc_remove_entry(partial) == 0 && xpc_remove_entry(full) == 0);
    return true;
}

static int64_t self;

static uint64_t recurses(uint64_t depth, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    struct xpc_result deeper = xpc_call(self, depth + 1, 0);
    return deeper.status == -E_BUSY ? depth : deeper.value;
}

static bool contexts_run_out(void)
{
    self = xpc_register_entry(0, recurses, 3);
    CHECK(xpc_call(self, 1, 0).value == 3);
    CHECK(xpc_call(self, 1, 0).value == 3);
    CHECK(xpc_remove_entry(self) == 0);
    CHECK(xpc_register_entry(0, recurses, XPC_CONTEXTS) == -E_ARGUMENT);
    CHECK(xpc_register_entry(0, recurses, XPC_CONTEXTS - 1) == -E_MEMORY); // other x-entries have some
    CHECK(xpc_register_entry(0, recurses, 1) > 0);
    return true;
}

// An x-entry of its own that leaves rubbish in every register.
__attribute__((naked)) static void hostile(void)
{
    __asm__ volatile("li ra, -1\n li sp, -1\n li gp, -1\n li tp, -1\n li t0, -1\n li t1, -1\n li t2, -1\n"
                     "li s0, -1\n li s1, -1\n li s2, -1\n li s3, -1\n li s4, -1\n li s5, -1\n li s6, -1\n li s7, -1\n"
                     "li s8, -1\n li s9, -1\n li s10, -1\n li s11, -1\n li t3, -1\n li t4, -1\n li t5, -1\n li t6, -1\n"
                     "li a0, 0\n li a1, 99\n" XPC_ASM_XRET);
}

static bool hostile_callee(void)
{
    volatile uint64_t before = 0x1234;
    int64_t id = system3(SYS_XENTRY_CREATE, 0, (uint64_t)hostile, 0);
    CHECK(id > 0);
    CHECK(xpc_call(id, 1, 0).value == 99);
    CHECK(xpc_call_full(id, 1, 0, 0, 0, 0, 0).value == 99);
    CHECK(before == 0x1234);
    return true;
}

static uint64_t caller_is(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return xpc_caller();
}

// A callee learns who called; inside a call the kernel sees the handler thread's rights, not the caller's.
static bool identities(void)
{
    int64_t handler = thread_passive();
    int64_t id = xpc_register_entry(handler, caller_is, 1);
    CHECK(handler > 0 && id > 0);
    CHECK(xpc_call(id, 1, 0).value == program->identity);
    CHECK(identity(0) == program->identity && identity(handler) != program->identity);
    int64_t server = start_child("fragile", "stranger", RIGHT_CALL);
    int64_t stranger = name_wait_entry("stranger");
    uint64_t theirs = xpc_call(stranger, FRAGILE_IDENTITY, 0).value;
    CHECK(theirs != program->identity && theirs != 0);
    CHECK(kill_process(server) == 0 && wait_process(server) == EXIT_KILLED);
    return true;
}

static bool segments(void)
{
    uint64_t *a, *b;
    int64_t first = alloc_relay_mem(100, (void **)&a), second = alloc_relay_mem(3 * 4096, (void **)&b);
    CHECK(first >= 0 && second >= 0 && first != second && a != b);
    CHECK(relay_size() == 0 && relay_address() == NULL);
    CHECK(relay_swap(first) == 0 && relay_address() == a && relay_size() == 4096);
    a[0] = 1;
    // Two segments by one entry: the active one goes where the other was.
    CHECK(relay_swap(second) == 0 && relay_address() == b && relay_size() == 3 * 4096);
    b[0] = 2;
    b[3 * 512 - 1] = 3;
    CHECK(relay_swap(second) == 0 && relay_address() == a && a[0] == 1);
    CHECK(relay_swap(first) == 0 && relay_size() == 0);
    CHECK(relay_swap(second) == 0 && b[0] == 2 && b[3 * 512 - 1] == 3);
    CHECK(free_relay_mem(second) == -E_RIGHT); // active, not in the list
    CHECK(relay_swap(second) == 0 && free_relay_mem(second) == 0 && free_relay_mem(first) == 0);
    CHECK(free_relay_mem(first) == -E_RIGHT);
    CHECK(alloc_relay_mem(0, NULL) == -E_ARGUMENT);
    return true;
}

static bool append(void)
{
    char *text;
    int64_t index = alloc_relay_mem(4096, (void **)&text);
    CHECK(relay_swap(index) == 0);
    CHECK(relay_append(0, "one ", 4) == 4 && relay_append(4, "two", 4) == 8 && strcmp(text, "one two") == 0);
    CHECK(relay_append(4090, "seven.", 6) == 4096 && relay_append(4090, "eight..", 7) == -E_SIZE);
    CHECK(relay_append(UINT64_MAX, "x", 1) == -E_SIZE);
    CHECK(relay_swap(index) == 0 && free_relay_mem(index) == 0);
    return true;
}

static int64_t listed;

static uint64_t frees(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    int64_t swapped = relay_swap(listed);
    int64_t freed = free_relay_mem(listed);
    relay_swap(listed);
    return swapped == 0 ? (uint64_t)freed : 1;
}

// Memory that a caller will get back cannot be freed by the callee.
static bool free_while_handed_over(void)
{
    char *text;
    listed = alloc_relay_mem(4096, (void **)&text);
    int64_t id = xpc_register_entry(0, frees, 1);
    CHECK(relay_swap(listed) == 0);
    text[0] = 'x';
    struct xpc_result result = xpc_call(id, 1, 0);
    CHECK(result.status == 0 && (int64_t)result.value == -E_AGAIN);
    CHECK(relay_address() == text && text[0] == 'x');
    CHECK(relay_swap(listed) == 0 && free_relay_mem(listed) == 0);
    return true;
}

static bool callee_faults(void)
{
    uint64_t *segment;
    int64_t index = alloc_relay_mem(4096, (void **)&segment);
    CHECK(relay_swap(index) == 0);
    segment[1] = 11;
    int64_t server = start_child("fragile", "faulty", RIGHT_CALL);
    int64_t id = name_wait_entry("faulty");
    CHECK(relay_narrow(segment, 64) == 0);
    CHECK(xpc_call(id, FRAGILE_CRASH, 0).status == -E_DIED);
    CHECK(relay_address() == segment && relay_size() == 4096 && segment[1] == 11);
    CHECK(wait_process(server) == EXIT_FAULT + 15);
    CHECK(xpc_call(id, FRAGILE_CRASH, 0).status == -XPC_CAUSE_INVALID_XCALLCAP);
    CHECK(relay_swap(index) == 0 && free_relay_mem(index) == 0);
    return true;
}

static int64_t victim;

static uint64_t kills_caller(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return (uint64_t)kill_process(victim);
}

// A -> B -> C, B ends while C works: C's return goes to A, with an error.
static bool middle_ends(void)
{
    int64_t c = xpc_register_entry(0, kills_caller, 2);
    victim = start_child("fragile", "middle", RIGHT_CALL);
    int64_t b = name_wait_entry("middle");
    int64_t probe = xpc_register_entry(0, caller_is, 1);
    CHECK(probe > 0);
    uint64_t theirs = xpc_call(b, FRAGILE_IDENTITY, 0).value;
    CHECK(xcall_grant(c, RIGHT_CALL, theirs) == 0);
    CHECK(xpc_call(b, FRAGILE_CALL, (uint64_t)c).status == -E_DIED);
    CHECK(wait_process(victim) == EXIT_KILLED);
    CHECK(xpc_remove_entry(probe) == 0 && xpc_remove_entry(c) == 0);
    return true;
}

static uint64_t stashes(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    relay_swap(listed);
    return (uint64_t)kill_process(victim);
}

// A -> B -> C, C puts A's segment into a list and B ends: A has its segment back, and the list has no second way to it.
static bool stashed_segment(void)
{
    uint64_t *segment;
    listed = alloc_relay_mem(4096, (void **)&segment);
    CHECK(relay_swap(listed) == 0);
    segment[0] = 123;
    int64_t c = xpc_register_entry(0, stashes, 1);
    victim = start_child("fragile", "stash", RIGHT_CALL);
    int64_t b = name_wait_entry("stash");
    CHECK(xcall_grant(c, RIGHT_CALL, xpc_call(b, FRAGILE_IDENTITY, 0).value) == 0);
    CHECK(xpc_call(b, FRAGILE_CALL, (uint64_t)c).status == -E_DIED);
    CHECK(wait_process(victim) == EXIT_KILLED);
    CHECK(relay_address() == segment && segment[0] == 123);
    CHECK(relay_swap(listed) == 0 && relay_size() == 0); // the entry was empty
    CHECK(free_relay_mem(listed) == 0 && xpc_remove_entry(c) == 0);
    return true;
}

static struct books count(void)
{
    struct books books;
    system3(SYS_BOOKS, (uint64_t)&books, 0, 0);
    return books;
}

static int64_t own;

static uint64_t works_elsewhere(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    relay_swap(own);
    return (uint64_t)kill_process(victim);
}

// A -> B -> C, B ends while C works in a segment of its own: A's goes to A, C's back into C's list (NothingLost).
static bool own_segment_active(void)
{
    uint64_t *segment, *other;
    listed = alloc_relay_mem(4096, (void **)&segment);
    own = alloc_relay_mem(4096, (void **)&other);
    CHECK(relay_swap(listed) == 0);
    segment[0] = 123;
    int64_t c = xpc_register_entry(0, works_elsewhere, 1);
    victim = start_child("fragile", "elsewhere", RIGHT_CALL);
    int64_t b = name_wait_entry("elsewhere");
    CHECK(xcall_grant(c, RIGHT_CALL, xpc_call(b, FRAGILE_IDENTITY, 0).value) == 0);
    CHECK(xpc_call(b, FRAGILE_CALL, (uint64_t)c).status == -E_DIED);
    CHECK(wait_process(victim) == EXIT_KILLED);
    CHECK(relay_address() == segment && segment[0] == 123);
    CHECK(count().segments_lost == 0 && count().segments_doubled == 0);
    CHECK(relay_swap(listed) == 0 && relay_swap(own) == 0 && relay_address() == other);
    CHECK(relay_swap(own) == 0 && free_relay_mem(own) == 0 && free_relay_mem(listed) == 0 && xpc_remove_entry(c) == 0);
    return true;
}

static volatile bool entered, released;

static uint64_t holds(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    entered = true;
    while (!released)
        yield();
    return 0;
}

static bool books_become(const struct books *expected, uint64_t pages)
{
    struct books now = count();
    for (unsigned i = 0; i < 1000 && now.pages_free + pages != expected->pages_free; i++) {
        yield();
        now = count();
    }
    CHECK(now.pages_free + pages == expected->pages_free);
    CHECK(now.segments == expected->segments && now.segments_lost == 0 && now.segments_doubled == 0);
    return true;
}

// A process ends while its thread is in a call that does not return: its memory is free all the same, but for that thread's two pages,
// and with termination=clear two of its address space.
static bool caller_ends(void)
{
    enum { PAGES_OF_A_THREAD = 4 };
    entered = released = false;
    int64_t id = xpc_register_entry(0, holds, 1);
    CHECK(name_register_entry("holds", id) == 0);
    struct books before = count();
    int64_t caller = start_child("fragile", FRAGILE_CALLER "holds", RIGHT_CALL);
    while (!entered)
        yield();
    CHECK(kill_process(caller) == 0 && wait_process(caller) == EXIT_KILLED);
    CHECK(before.pages_free - count().pages_free <= PAGES_OF_A_THREAD);
    CHECK(count().records == before.records + 1);
    released = true;
    CHECK(books_become(&before, 0));
    CHECK(count().records == before.records && count().processes_ended == before.processes_ended && count().threads == before.threads);
    CHECK(xpc_remove_entry(id) == 0);
    return true;
}

static void kills_lender(void *unused)
{
    (void)unused;
    while (!entered)
        yield();
    kill_process(victim);
}

// B gives the segment it was handed to another of its threads, which is in a call when B ends: A has it back, and that thread has not (OneOwner).
static bool lent_segment(void)
{
    uint64_t *segment;
    entered = released = false;
    listed = alloc_relay_mem(4096, (void **)&segment);
    CHECK(relay_swap(listed) == 0);
    int64_t c = xpc_register_entry(0, holds, 1);
    victim = start_child("fragile", "lender", RIGHT_CALL);
    int64_t b = name_wait_entry("lender");
    CHECK(xcall_grant(c, RIGHT_CALL, xpc_call(b, FRAGILE_IDENTITY, 0).value) == 0);
    CHECK(thread_start(kills_lender, NULL, PRIORITY_DEFAULT) > 0);
    CHECK(xpc_call(b, FRAGILE_LEND, (uint64_t)c).status == -E_DIED);
    CHECK(wait_process(victim) == EXIT_KILLED);
    CHECK(relay_address() == segment && count().segments_doubled == 0 && count().segments_lost == 0);
    released = true;
    CHECK(relay_swap(listed) == 0 && free_relay_mem(listed) == 0 && xpc_remove_entry(c) == 0);
    return true;
}

// B has another of its threads call C with the segment that A handed over. C ends: B's thread has the segment again, but A has a claim to it still, so that
// B cannot return without it (NothingLost).
static bool twice_lent(void)
{
    uint64_t *segment;
    listed = alloc_relay_mem(4096, (void **)&segment);
    CHECK(relay_swap(listed) == 0);
    segment[0] = 123;
    victim = start_child("fragile", FRAGILE_GONE, RIGHT_CALL);
    name_wait_entry(FRAGILE_GONE);
    int64_t child = start_child("fragile", "cheat", RIGHT_CALL);
    int64_t b = name_wait_entry("cheat");
    CHECK(xpc_call(b, FRAGILE_CHEAT, FRAGILE_CRASH).status == -E_DIED);
    CHECK(relay_address() == segment && segment[0] == 123);
    CHECK(count().segments_doubled == 0 && count().segments_lost == 0);
    CHECK(relay_swap(listed) == 0 && free_relay_mem(listed) == 0);
    CHECK(wait_process(victim) == EXIT_FAULT + 15 && wait_process(child) == EXIT_FAULT + XPC_CAUSE_INVALID_LINKAGE);
    return true;
}

static int64_t keeper;

static uint64_t gives_its_own(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    relay_swap(own);
    return xpc_call(keeper, FRAGILE_KEEP, 0).value;
}

// X calls M within a time limit, M calls B with a segment that M has made, and B keeps it: when the time is over M has it again, though nobody goes back to M.
static bool own_segment_in_a_call_that_is_left(void)
{
    uint64_t *segment;
    enum { SOON = 30000 };
    own = alloc_relay_mem(4096, (void **)&segment);
    int64_t child = start_child("fragile", "keeper", RIGHT_CALL);
    keeper = name_wait_entry("keeper");
    int64_t m = xpc_register_entry(0, gives_its_own, 1);
    CHECK(xpc_call_within(SOON, m, 1, 0).status == -E_TIMEOUT);
    CHECK(count().segments_doubled == 0 && count().segments_lost == 0);
    CHECK(relay_swap(own) == 0 && relay_address() == segment);
    CHECK(relay_swap(own) == 0 && free_relay_mem(own) == 0 && xpc_remove_entry(m) == 0);
    CHECK(kill_process(child) == 0 && wait_process(child) == EXIT_KILLED);
    return true;
}

static uint64_t visited(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    if (relay_size() == 0) { // B's thread
        relay_swap(own);
        return (uint64_t)xpc_call(keeper, FRAGILE_KEEP, 0).status;
    }
    relay_swap(own); // ours, by way of B
    entered = true;
    while (!released)
        yield();
    return 0;
}

static uint64_t records_expected;
static volatile bool came_home;

static void kills_and_looks(void *unused)
{
    (void)unused;
    while (!entered)
        yield();
    kill_process(victim);
    while (count().records > records_expected)
        yield();
    relay_swap(own);
    came_home = relay_size() != 0 && count().segments_lost == 0;
    relay_swap(own);
    released = true;
}

// A segment that C has made is claimed by nobody but a caller that has ended: C has it again, before its callee comes back to find that out (NothingLost; found
// by TLC in the model, configuration Lend).
static bool claimed_by_the_dead(void)
{
    uint64_t threads = count().threads;
    entered = released = came_home = false;
    own = alloc_relay_mem(4096, NULL);
    victim = start_child("fragile", "heir", RIGHT_CALL);
    keeper = name_wait_entry("heir");
    int64_t c = xpc_register_entry(0, visited, 3);
    CHECK(xcall_grant(c, RIGHT_CALL, xpc_call(keeper, FRAGILE_IDENTITY, 0).value) == 0);
    records_expected = count().records + 2; // ours, while it is in C
    CHECK(thread_start(kills_and_looks, NULL, PRIORITY_DEFAULT) > 0);
    CHECK((int64_t)xpc_call(keeper, FRAGILE_SEND, (uint64_t)c).value > 0);
    CHECK(xpc_call(keeper, FRAGILE_PASS, (uint64_t)c).status == -E_DIED);
    CHECK(came_home && relay_size() == 0);
    CHECK(free_relay_mem(own) == 0 && xpc_remove_entry(c) == 0 && wait_process(victim) == EXIT_KILLED);
    while (count().threads > threads)
        yield();
    return true;
}

// B has another of its threads call C with the segment that A handed over. A's time is over: A has the segment, and C, which works on it, is left behind. It is not C's
// fault: C lives, and has all its contexts.
static bool worked_on_when_taken_back(void)
{
    uint64_t *segment;
    enum { SOON = 30000, ROUNDS = 6 };
    listed = alloc_relay_mem(4096, (void **)&segment);
    CHECK(relay_swap(listed) == 0);
    int64_t innocent = start_child("fragile", FRAGILE_GONE, RIGHT_CALL), c = name_wait_entry(FRAGILE_GONE);
    int64_t child = start_child("fragile", "lends again", RIGHT_CALL), b = name_wait_entry("lends again");
    for (unsigned i = 0; i < ROUNDS; i++) {
        CHECK(xpc_call_within(SOON, b, FRAGILE_CHEAT, FRAGILE_TOUCH).status == -E_TIMEOUT);
        CHECK(relay_address() == segment && segment[0] != 0);
        segment[0] = 0;
        int64_t status;
        do {
            yield();
            status = (int64_t)xpc_call(b, FRAGILE_LENT, 0).value;
        } while (status == 1);
        CHECK(status == -E_REVOKED && segment[0] == 0);
        CHECK(xpc_call(c, FRAGILE_IDENTITY, 0).status == 0);
    }
    CHECK(relay_swap(listed) == 0 && free_relay_mem(listed) == 0);
    CHECK(kill_process(child) == 0 && kill_process(innocent) == 0);
    CHECK(wait_process(child) == EXIT_KILLED && wait_process(innocent) == EXIT_KILLED);
    return true;
}

static volatile unsigned came, gone;

static void comes(void *unused)
{
    (void)unused;
    came++;
}

// Far more threads than fit at a time.
static bool threads_come_and_go(void)
{
    struct books before = count();
    uint64_t threads = before.threads;
    came = 0;
    for (unsigned i = 0; i < 300; i++) {
        CHECK(thread_start(comes, NULL, PRIORITY_DEFAULT + 1) > 0);
        while (came == i || count().threads > threads)
            yield();
        if (i == 0) // the context keeps the stack that it got now
            before = count();
    }
    return books_become(&before, 0);
}

static volatile int64_t reused, old_right;

static void calls_reused(void *unused)
{
    (void)unused;
    while (reused == 0)
        yield();
    old_right = xpc_call(reused, 1, 0).status;
    gone++;
}

// Who could call the x-entry that an ID named before cannot call the one that it names now (Confinement).
static bool rights_end_with_the_entry(void)
{
    reused = 0;
    old_right = 1;
    gone = 0;
    int64_t id = xpc_register_entry(0, add, 1);
    CHECK(thread_start(calls_reused, NULL, PRIORITY_DEFAULT) > 0); // with its maker's rights
    CHECK(xpc_remove_entry(id) == 0);
    int64_t next = xpc_register_entry(0, add, 1);
    CHECK(next == id && xpc_call(next, 1, 0).status == 0);
    reused = next;
    while (gone == 0)
        yield();
    CHECK(old_right == -XPC_CAUSE_INVALID_XCALLCAP);
    CHECK(xpc_remove_entry(next) == 0);
    return true;
}

static volatile int64_t common, holder, refusal;
static volatile bool taken_away;
static volatile unsigned calls_before, calls_after;

static void calls_until_refused(void *unused)
{
    (void)unused;
    holder = identity(0);
    xpc_prefetch(common);
    int64_t status;
    do {
        bool late = taken_away;
        status = xpc_call(common, 1, 0).status;
        if (status == 0 && late)
            calls_after++;
        else if (status == 0)
            calls_before++;
    } while (status == 0 && calls_after < 1000);
    refusal = status;
    gone++;
}

// A right that is taken away is gone at once, also on a hart whose engine cache has the x-entry: no call begins when the revocation has
// returned (Confinement).
static bool a_right_is_gone_everywhere(void)
{
    taken_away = false;
    calls_before = calls_after = gone = 0;
    common = xpc_register_entry(0, add, 2);
    CHECK(thread_start(calls_until_refused, NULL, PRIORITY_DEFAULT) > 0);
    while (calls_before < 100)
        yield();
    CHECK(xcall_revoke(common, holder) == 0);
    taken_away = true;
    while (gone == 0)
        yield();
    CHECK(calls_after == 0 && refusal == -XPC_CAUSE_INVALID_XCALLCAP);
    CHECK(xpc_call(common, 1, 0).status == 0 && xpc_remove_entry(common) == 0);
    return true;
}

// What stops harts, and what drops translations: only the end of a process changes page tables for others.
static bool shootdowns(void)
{
    int64_t id = xpc_register_entry(0, add, 1);
    int64_t child = start_child("fragile", "shot", RIGHT_CALL);
    name_wait_entry("shot");
    struct books before = count();
    CHECK(xcall_revoke(id, identity(0)) == 0);
    struct books revoked = count();
    CHECK(revoked.stops == before.stops + 1 && revoked.engine_flushes == before.engine_flushes + 1);
    CHECK(revoked.translation_flushes == before.translation_flushes);
    CHECK(kill_process(child) == 0);
    struct books killed = count();
    CHECK(killed.stops == revoked.stops + 1);
    CHECK(killed.interrupts - revoked.interrupts < program->harts);
    CHECK(killed.translation_flushes - revoked.translation_flushes <= 2); // the second with termination=clear
    CHECK(wait_process(child) == EXIT_KILLED && xpc_remove_entry(id) == 0);
    return true;
}

static void kills_victim_soon(void *unused)
{
    (void)unused;
    sleep_ticks(200000);
    kill_process(victim);
}

// A callee that never returns is ended from outside; its caller goes on.
static bool callee_spins(void)
{
    victim = start_child("fragile", "spinner", RIGHT_CALL);
    int64_t id = name_wait_entry("spinner");
    CHECK(thread_start(kills_victim_soon, NULL, PRIORITY_DEFAULT + 1) > 0);
    CHECK(xpc_call(id, FRAGILE_SPIN, 0).status == -E_DIED);
    CHECK(wait_process(victim) == EXIT_KILLED);
    return true;
}

static uint64_t inverts(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    uint64_t *words = relay_address();
    for (unsigned i = 0; i < relay_size() / 8; i++)
        words[i] = ~words[i];
    return words[0];
}

static int64_t inverter;
static volatile unsigned workers_done, workers_failed;

static void works(void *number)
{
    uint64_t *segment, seed = (uint64_t)number * 0x9e3779b97f4a7c15ul;
    int64_t index = alloc_relay_mem(4096, (void **)&segment);
    bool ok = index >= 0 && relay_swap(index) == 0;
    for (unsigned i = 0; ok && i < 512; i++)
        segment[i] = seed + i;
    for (unsigned round = 0; ok && round < 400; round++) {
        relay_narrow(segment, 64 * 8);
        ok = xpc_call(inverter, 1, 0).status == 0;
        for (unsigned i = 0; ok && i < 512; i++)
            ok = segment[i] == (i < 64 && round % 2 == 0 ? ~(seed + i) : seed + i);
    }
    if (!ok)
        __atomic_fetch_add(&workers_failed, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&workers_done, 1, __ATOMIC_RELEASE);
}

// Threads with a segment each, preempted inside and outside of calls.
static bool many_threads(void)
{
    enum { WORKERS = 4 };
    inverter = xpc_register_entry(0, inverts, WORKERS);
    for (uint64_t i = 1; i <= WORKERS; i++)
        CHECK(thread_start(works, (void *)i, PRIORITY_DEFAULT) > 0);
    while (workers_done < WORKERS)
        yield();
    CHECK(workers_failed == 0);
    return true;
}

static int64_t onward;

static uint64_t calls_onward(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return xpc_call(onward, FRAGILE_SPIN, 0).value;
}

// A callee that never returns is left behind, also in the middle of a chain, again and again: every context is given back (EveryCallerHearsBack).
static bool deadlines(void)
{
    enum { SOON = 30000, LATE = 100000000, ROUNDS = 6 };
    uint64_t *segment;
    int64_t index = alloc_relay_mem(4096, (void **)&segment);
    int64_t child = start_child("fragile", "late", RIGHT_CALL);
    onward = name_wait_entry("late"); // has four contexts
    int64_t middle = xpc_register_entry(0, calls_onward, 1), full = xpc_register_entry_full(0, calls_onward, 1);
    CHECK(relay_swap(index) == 0);
    segment[0] = 55;
    for (unsigned i = 0; i < ROUNDS; i++) {
        CHECK(xpc_call_within(SOON, onward, FRAGILE_SPIN, 0).status == -E_TIMEOUT);
        CHECK(xpc_call_within(SOON, middle, 1, 0).status == -E_TIMEOUT);
        CHECK(xpc_call_within(SOON, full, 1, 0).status == -E_TIMEOUT);
        CHECK(relay_address() == segment && relay_size() == 4096 && segment[0] == 55);
    }
    struct xpc_result result = xpc_call_within(LATE, onward, FRAGILE_IDENTITY, 0);
    CHECK(result.status == 0 && result.value != 0);
    CHECK(relay_swap(index) == 0 && free_relay_mem(index) == 0);
    CHECK(xpc_remove_entry(middle) == 0 && xpc_remove_entry(full) == 0);
    CHECK(kill_process(child) == 0 && wait_process(child) == EXIT_KILLED);
    return true;
}

static int64_t doors[2];
static volatile unsigned inside;
static volatile int64_t outcome[2];
enum { LONG = 50000000 }; // ticks, far longer than a test takes

// Comes back to its own x-entry, directly or by way of another process, which has no context left.
static uint64_t comes_back(uint64_t operation, uint64_t by, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)y, (void)z, (void)u, (void)v;
    if (by != 0)
        return xpc_call((int64_t)by, FRAGILE_WAIT, (uint64_t)self).value;
    return (uint64_t)xpc_call_patient(LONG, self, 1, 0).status;
}

// A chain that waits for itself is told so at once.
static bool waiting_for_oneself(void)
{
    int64_t child = start_child("fragile", "again", RIGHT_CALL), b = name_wait_entry("again");
    self = xpc_register_entry(0, comes_back, 1);
    CHECK(xcall_grant(self, RIGHT_CALL, xpc_call(b, FRAGILE_IDENTITY, 0).value) == 0);
    CHECK((int64_t)xpc_call(self, 1, 0).value == -E_DEADLOCK);
    CHECK((int64_t)xpc_call(self, 1, (uint64_t)b).value == -E_DEADLOCK);
    CHECK(xpc_remove_entry(self) == 0 && kill_process(child) == 0 && wait_process(child) == EXIT_KILLED);
    return true;
}

static uint64_t goes_next_door(uint64_t operation, uint64_t number, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    if (operation == 2)
        return 0;
    __atomic_fetch_add(&inside, 1, __ATOMIC_RELEASE);
    while (inside < 2)
        yield();
    outcome[number] = xpc_call_patient(LONG, doors[1 - number], 2, 0).status;
    return 0;
}

static void enters_second(void *unused)
{
    (void)unused;
    xpc_call(doors[1], 1, 1);
    gone++;
}

// Two threads, each in the other's only context: one is told, and then the other goes on.
static bool waiting_in_a_circle(void)
{
    inside = gone = 0;
    for (unsigned i = 0; i < 2; i++)
        doors[i] = xpc_register_entry(0, goes_next_door, 1);
    CHECK(thread_start(enters_second, NULL, PRIORITY_DEFAULT) > 0);
    CHECK(xpc_call(doors[0], 1, 0).status == 0);
    while (gone == 0)
        yield();
    CHECK((outcome[0] == 0 && outcome[1] == -E_DEADLOCK) || (outcome[1] == 0 && outcome[0] == -E_DEADLOCK));
    CHECK(xpc_remove_entry(doors[0]) == 0 && xpc_remove_entry(doors[1]) == 0);
    return true;
}

static int64_t room;

static void occupies(void *unused)
{
    (void)unused;
    xpc_call(room, 1, 0);
    gone++;
}

static void releases_soon(void *unused)
{
    (void)unused;
    sleep_ticks(200000);
    released = true;
}

// Who waits for a context gets the next one, or gives up when the time is over. Whoever does not wait is refused.
static bool waiting_for_a_context(void)
{
    enum { SOON = 150000 };
    entered = released = false;
    gone = 0;
    room = xpc_register_entry(0, holds, 1);
    CHECK(thread_start(occupies, NULL, PRIORITY_DEFAULT) > 0);
    while (!entered)
        yield();
    CHECK(xpc_call(room, 1, 0).status == -E_BUSY);
    CHECK(xpc_call_patient(SOON, room, 1, 0).status == -E_TIMEOUT);
    CHECK(thread_start(releases_soon, NULL, PRIORITY_DEFAULT + 1) > 0);
    CHECK(xpc_call_patient(LONG, room, 1, 0).status == 0);
    while (gone == 0)
        yield();
    int64_t silent = system3(SYS_XENTRY_CREATE, 0, (uint64_t)hostile, 0);
    CHECK(system3(SYS_XENTRY_WAIT, (uint64_t)silent, 0, 0) == -E_BUSY && system3(SYS_XENTRY_WAIT, 0, 0, 0) == -E_RIGHT);
    CHECK(system3(SYS_XENTRY_REMOVE, (uint64_t)silent, 0, 0) == 0);
    return true;
}

static void removes_soon(void *unused)
{
    (void)unused;
    sleep_ticks(200000);
    xpc_remove_entry(room);
    released = true;
}

// The x-entry goes while somebody waits for it; a process ends while it waits.
static bool waiting_in_vain(void)
{
    entered = released = false;
    gone = 0;
    room = xpc_register_entry(0, holds, 1);
    CHECK(thread_start(occupies, NULL, PRIORITY_DEFAULT) > 0);
    while (!entered)
        yield();
    int64_t child = start_child("fragile", "patient", RIGHT_CALL), b = name_wait_entry("patient");
    CHECK(xcall_grant(room, RIGHT_CALL, xpc_call(b, FRAGILE_IDENTITY, 0).value) == 0);
    victim = child;
    CHECK(thread_start(kills_victim_soon, NULL, PRIORITY_DEFAULT + 1) > 0);
    CHECK(xpc_call(b, FRAGILE_WAIT, (uint64_t)room).status == -E_DIED);
    CHECK(wait_process(child) == EXIT_KILLED);
    CHECK(thread_start(removes_soon, NULL, PRIORITY_DEFAULT + 1) > 0);
    CHECK(xpc_call_patient(LONG, room, 1, 0).status == -XPC_CAUSE_INVALID_XCALLCAP);
    while (gone == 0)
        yield();
    return true;
}

// A client process has one session, with a right that others have not; when it has ended another may have its place.
static bool sessions(void)
{
    int64_t door = sessions_register(add, 2, 1);
    int64_t child = start_child("fragile", "client", RIGHT_CALL), b = name_wait_entry("client");
    CHECK(door > 0 && xcall_grant(door, RIGHT_CALL, xpc_call(b, FRAGILE_IDENTITY, 0).value) == 0);
    int64_t theirs = (int64_t)xpc_call(b, FRAGILE_OPEN, (uint64_t)door).value;
    CHECK(theirs > 0 && (int64_t)xpc_call(b, FRAGILE_OPEN, (uint64_t)door).value == theirs);
    CHECK(xpc_call(theirs, 1, 0).status == -XPC_CAUSE_INVALID_XCALLCAP);
    CHECK(session_open(LONG, door) == -E_MEMORY);
    CHECK(kill_process(child) == 0 && wait_process(child) == EXIT_KILLED);
    int64_t mine = session_open(LONG, door);
    CHECK(mine > 0 && xpc_call(mine, 1, 2).value == 21);
    CHECK(xpc_call(door, 2, 0).status == 0 && (int64_t)xpc_call(door, 2, 0).value == -E_ARGUMENT);
    return true;
}

static const struct test tests[] = {
    {"words", words},
    {"early return", early_return},
    {"hostile callee", hostile_callee},
    {"identities", identities},
    {"segments", segments},
    {"append", append},
    {"free while handed over", free_while_handed_over},
    {"callee faults", callee_faults},
    {"middle of a chain ends", middle_ends},
    {"stashed segment", stashed_segment},
    {"own segment active", own_segment_active},
    {"caller ends", caller_ends},
    {"lent segment", lent_segment},
    {"twice lent", twice_lent},
    {"own segment in a call that is left", own_segment_in_a_call_that_is_left},
    {"claimed by the dead", claimed_by_the_dead},
    {"worked on when taken back", worked_on_when_taken_back},
    {"threads come and go", threads_come_and_go},
    {"rights end with the entry", rights_end_with_the_entry},
    {"a right is gone everywhere", a_right_is_gone_everywhere},
    {"shootdowns", shootdowns},
    {"callee spins", callee_spins},
    {"deadlines", deadlines},
    {"many threads", many_threads},
    {"waiting for oneself", waiting_for_oneself},
    {"waiting in a circle", waiting_in_a_circle},
    {"waiting for a context", waiting_for_a_context},
    {"waiting in vain", waiting_in_vain},
    {"sessions", sessions},
    {"contexts run out", contexts_run_out},
};

int main(void)
{
    return RUN_TESTS(tests);
}
