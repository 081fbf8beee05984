// SPDX-License-Identifier: Apache-2.0
// init=campaign:ROUNDS (or ROUNDS called): starts the three processes of round.h, has them make that many round trips, by A's own thread or (called) by ours
// through A, and checks after each that
//   EveryCallerHearsBack  the round trip ends: with success, with -E_DIED, refused, or with its caller
//   Confinement           at most one of the three has ended; the others work
//   NothingLost, OneOwner, BalancedStacks   the books are as before, and each segment lies in its owner's list and nowhere else
// Whoever has ended is started anew. The exit status is the number of rounds with a failure, at most 200.
#include "round.h"

enum { PATIENCE = 20000, FAILURES_MAX = 200, STATUS_NONE = 1, EXITED = 7 };

static const char *const names[ROUND_ROLES] = {"round-a", "round-b", "round-c"};
static int64_t processes[ROUND_ROLES];
static volatile int64_t ids[ROUND_ROLES]; // 0 = not there yet
static volatile bool turn;
static volatile int64_t status;
static unsigned round_number;

static uint64_t at_desk(uint64_t operation, uint64_t value, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)y, (void)z, (void)u, (void)v;
    switch (operation) {
    case DESK_HERE: ids[value >> 32 & 3] = (int64_t)(value & UINT32_MAX); return 0;
    case DESK_PEER: xcall_grant(ids[value & 3], RIGHT_CALL, xpc_caller()); return (uint64_t)ids[value & 3];
    case DESK_TURN: return turn ? (turn = false, 1) : 0;
    default: status = (int64_t)value; return 0;
    }
}

static struct books count(void)
{
    struct books books;
    system3(SYS_BOOKS, (uint64_t)&books, 0, 0);
    return books;
}

// When threads that are left in others' code have come back, and A, which asks for its turn all the time, is not in a call.
static struct books settled(void)
{
    struct books books;
    unsigned waited = 0;
    do {
        yield();
        books = count();
    } while ((books.threads_ended != 0 || books.records != 0) && ++waited < PATIENCE);
    return books;
}

static int64_t ask(unsigned role, uint64_t operation)
{
    struct xpc_result result = xpc_call(ids[role], operation, 0);
    return result.status != 0 ? result.status : (int64_t)result.value;
}

static void start(unsigned role)
{
    struct spawn spawn = {.priority = PRIORITY_DEFAULT,
                          .names_entry = program->names_entry,
                          .names_endpoint = -1,
                          .names_identity = program->identity,
                          .rights = RIGHT_CALL};
    for (unsigned i = 0; names[role][i] != 0; i++)
        spawn.program[i] = names[role][i];
    ids[role] = 0;
    processes[role] = spawn_process(&spawn);
    while (processes[role] > 0 && ids[role] == 0)
        yield();
}

static bool complain(const char *what, int64_t value)
{
    printf("campaign: round %u: %s (%ld)\n", round_number, what, value);
    return false;
}

#define EXPECT(condition, value)                                    \
    do {                                                            \
        if (!(condition))                                           \
            ok = complain("not so: " #condition, (int64_t)(value)); \
    } while (0)

static void make_round(bool by_call, uint64_t expected_processes)
{
    struct books now;
    unsigned waited = 0;
    status = STATUS_NONE;
    if (by_call) {
        status = ask(ROUND_A, ROUND_GO);
    } else {
        turn = true;
        do {
            yield();
            now = count();
        } while (status == STATUS_NONE && now.processes == expected_processes && ++waited < PATIENCE);
        turn = false;
    }
}

static bool same(const struct books *a, const struct books *b)
{
    bool ok = true;
    EXPECT(a->pages_free == b->pages_free, a->pages_free - b->pages_free);
    EXPECT(a->processes == b->processes, b->processes);
    EXPECT(a->processes_ended == b->processes_ended, b->processes_ended);
    EXPECT(a->threads == b->threads, b->threads);
    EXPECT(a->threads_ended == b->threads_ended, b->threads_ended);
    EXPECT(a->records == b->records, b->records);
    EXPECT(a->xentries == b->xentries, b->xentries);
    EXPECT(a->endpoints == b->endpoints, b->endpoints);
    EXPECT(a->capabilities == b->capabilities, b->capabilities);
    EXPECT(a->segments == b->segments, b->segments);
    EXPECT(b->segments_lost == 0, b->segments_lost);
    EXPECT(b->segments_doubled == 0, b->segments_doubled);
    return ok;
}

// All three wait, know each other, and have every context and segment.
static bool all_well(void)
{
    bool ok = true;
    for (unsigned role = 0; role < ROUND_ROLES; role++) {
        EXPECT(ask(role, ROUND_MEET) == 0, role);
        int64_t checked = ask(role, ROUND_CHECK);
        EXPECT(checked == 0, checked);
    }
    return ok;
}

static bool replace_the_dead(void)
{
    bool ok = true;
    unsigned dead = 0;
    for (unsigned role = 0; role < ROUND_ROLES; role++) {
        if (ask(role, ROUND_CHECK) != -XPC_CAUSE_INVALID_XCALLCAP)
            continue;
        int64_t ended = wait_process(processes[role]);
        EXPECT(ended == EXIT_KILLED || ended == EXIT_FAULT + 12 || ended == EXITED, ended);
        dead++;
        start(role);
    }
    EXPECT(dead <= 1, dead);
    return ok;
}

static bool play(bool by_call, const struct books *before)
{
    bool ok = true;
    make_round(by_call, before->processes);
    struct books now = settled();
    bool refused = status == -XPC_CAUSE_INVALID_XCALLCAP; // whom it wanted to call had ended before
    EXPECT(status == 0 || status == -E_DIED || refused || (!by_call && status == STATUS_NONE && now.processes < before->processes), status);
    EXPECT(now.segments_lost == 0, now.segments_lost);
    EXPECT(now.segments_doubled == 0, now.segments_doubled);
    EXPECT(now.records == 0, now.records);
    EXPECT(now.processes + now.processes_ended == before->processes, now.processes);
    ok = replace_the_dead() && ok;
    ok = all_well() && ok;
    now = settled();
    return same(before, &now) && ok;
}

int main(void)
{
    const char *argument = program->arguments;
    unsigned rounds = 0, failures = 0;
    for (; *argument >= '0' && *argument <= '9'; argument++)
        rounds = 10 * rounds + (unsigned)(*argument - '0');
    bool by_call = *argument != 0;
    program->names_entry = (uint64_t)xpc_register_entry(0, at_desk, 6);
    for (unsigned role = 0; role < ROUND_ROLES; role++)
        start(role);
    if (!all_well())
        return FAILURES_MAX;
    struct books before = settled();
    for (round_number = 0; round_number < rounds && failures < FAILURES_MAX; round_number++)
        failures += !play(by_call, &before);
    struct books after = count();
    printf("campaign: %u rounds, %u failures; %lu stops, %lu interrupts, %lu engine flushes, %lu translation flushes\n", round_number,
           failures, after.stops - before.stops, after.interrupts - before.interrupts, after.engine_flushes - before.engine_flushes,
           after.translation_flushes - before.translation_flushes);
    return (int)failures;
}
