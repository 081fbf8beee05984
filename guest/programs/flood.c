// SPDX-License-Identifier: Apache-2.0
// One client floods a server, another makes a call now and then: what does the second get? The greedy client has more threads than the server has contexts, each of
// which calls again as soon as it is answered. The modest client takes what it gets (at-once), or waits for a context (patient). The server shares one x-entry among both (shared), or each has a session of its own (session.h).
//     F server=shared|sessions client=at-once|patient served=N refused=N greedy=N longest=TICKS
// The exit status is not 0 if the modest client, with a session, is refused a call, or if without one and without patience it is not refused most: then nothing
// was shown.
#include "child.h"
#include "names.h"
#include "session.h"
#include "stdio.h"
#include "string.h"

enum { SHARED, SESSIONS, SERVERS };
enum { CONTEXTS = 4, GREEDY_THREADS = 12, CLIENTS = 4, CALLS = 50, PATIENT_CALLS = 10, PAUSES = 3, PATIENCE = 200000 /* ticks: two slices */, FOREVER = 1 << 30 };
static const char *const names[SERVERS] = {"flood-shared", "flood-sessions"}, *const counts[SERVERS] = {"flood-shared-count", "flood-sessions-count"};

static volatile uint64_t served;

// Works for a while, during which others run.
static uint64_t serve(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    __atomic_fetch_add(&served, 1, __ATOMIC_RELAXED);
    for (unsigned i = 0; i < PAUSES; i++)
        yield();
    return 0;
}

static uint64_t count(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return served;
}

static int be_server(unsigned server)
{
    name_register_entry(counts[server], xpc_register_entry(0, count, 1));
    name_register_entry(names[server], server == SHARED ? xpc_register_entry(0, serve, CONTEXTS) : sessions_register(serve, CONTEXTS, CLIENTS));
    for (;;)
        sleep_ticks(1ul << 40);
}

static int64_t enter(unsigned server)
{
    int64_t id = name_wait_entry(names[server]);
    return server == SESSIONS ? session_open(FOREVER, id) : id;
}

static int64_t flooded;

static void flood(void *unused)
{
    (void)unused;
    for (;;)
        if (xpc_call(flooded, 1, 0).status == -E_BUSY)
            yield();
}

static int be_greedy(unsigned server)
{
    flooded = enter(server);
    for (unsigned i = 0; i < GREEDY_THREADS; i++)
        thread_start(flood, NULL, PRIORITY_DEFAULT);
    for (;;)
        sleep_ticks(1ul << 40);
}

static uint64_t now(void)
{
    uint64_t time;
    __asm__ volatile("rdtime %0" : "=r"(time));
    return time;
}

static bool measure(unsigned server, int64_t id, int64_t counter, bool patient)
{
    unsigned mine = 0, refused = 0;
    uint64_t longest = 0, before = xpc_call(counter, 1, 0).value;
    for (unsigned i = 0; i < (patient ? PATIENT_CALLS : CALLS); i++) {
        uint64_t start = now();
        int64_t status = patient ? xpc_call_patient(PATIENCE, id, 1, 0).status : xpc_call(id, 1, 0).status;
        uint64_t ticks = now() - start;
        longest = ticks > longest ? ticks : longest;
        mine += status == 0;
        refused += status != 0;
        yield();
    }
    uint64_t all = xpc_call(counter, 1, 0).value - before;
    printf("F server=%s client=%s served=%u refused=%u greedy=%lu longest=%lu\n", server == SHARED ? "shared" : "sessions",
           patient ? "patient" : "at-once", mine, refused, all - mine, longest);
    return server == SESSIONS ? refused == 0 : patient || refused > CALLS / 2;
}

static bool run(unsigned server)
{
    int64_t processes[2];
    char role[] = "server 0";
    role[7] += (char)server;
    processes[0] = start_child("flood", role, RIGHT_CALL);
    int64_t id = enter(server), counter = name_wait_entry(counts[server]);
    memcpy(role, "greedy", 6);
    processes[1] = start_child("flood", role, RIGHT_CALL);
    for (unsigned i = 0; i < CALLS; i++)
        yield();
    bool at_once = measure(server, id, counter, false), patient = measure(server, id, counter, true);
    for (unsigned i = 2; i-- > 0;) {
        kill_process(processes[i]);
        wait_process(processes[i]);
    }
    return at_once && patient;
}

int main(void)
{
    const char *role = program->arguments;
    unsigned server = (unsigned)(role[0] != 0 ? role[7] - '0' : 0) % SERVERS;
    if (role[0] == 's')
        return be_server(server);
    if (role[0] == 'g')
        return be_greedy(server);
    bool shared = run(SHARED), sessions = run(SESSIONS);
    return !(shared && sessions);
}
