// SPDX-License-Identifier: Apache-2.0
// Learns which x-entry another process has called, by the time that a call takes on the same hart: the engine cache is a channel, if its lines are not tagged and not
// dropped at a switch. Needs the timed model, and a cache of one line that calls fill, in one of three ways:
//     xpcctl=0x105  neither          xpcctl=0x115  tagged          xpcctl=0x125  flushed at a switch
// The victim calls one of two x-entries, secret 0 or 1; the spy then calls x-entry 0, and takes it for secret 0 if that was faster than each call that
// missed, of which it has tried some before. cache-probe:N makes N probes and prints for each
//     M probe secret=S guess=G miss=C cycles=C
#include "child.h"
#include "ipc.h"
#include "measure.h"
#include "names.h"
#include "stdio.h"

enum { ENTRIES = 3, OTHER = 2 };

static const char *const names[ENTRIES] = {"probe-0", "probe-1", "probe-2"};
static int64_t ids[ENTRIES];

__attribute__((naked)) static void now_and_back(void)
{
    __asm__ volatile("rdcycle a1\n" XPC_ASM_XRET);
}

static int be_server(void)
{
    for (unsigned i = 0; i < ENTRIES; i++)
        name_register_entry(names[i], system3(SYS_XENTRY_CREATE, 0, (uint64_t)now_and_back, 0));
    for (;;)
        sleep_ticks(1ul << 40);
}

// From before the xcall to the first instruction behind it.
__attribute__((noinline)) static uint64_t call(int64_t id)
{
    register uint64_t inside __asm__("a1");
    uint64_t start;
    __asm__ volatile(".align 6\n rdcycle %0\n" XPC_ASM_XCALL("%2") : "=&r"(start), "=&r"(inside) : "r"(id) : "a0", "t0", "memory");
    return inside - start;
}

static void look_up(void)
{
    for (unsigned i = 0; i < ENTRIES; i++)
        ids[i] = name_wait_entry(names[i]);
}

static int be_victim(void)
{
    int64_t endpoint = endpoint_create();
    look_up();
    name_register_endpoint("victim", endpoint);
    struct ipc message = ipc_receive(endpoint);
    for (;;) {
        call(ids[message.words[0] & 1]);
        message = ipc_reply_receive(endpoint, 0, 0, 0, 0, 0, 0);
    }
}

// With cold caches, so that nothing differs but the engine's.
static uint64_t probe(void)
{
    measure_make_cold();
    return call(ids[0]);
}

static uint64_t after(int64_t victim, uint64_t secret)
{
    call(ids[OTHER]);
    ipc_call(victim, 0, 1, secret, 0, 0, 0);
    return probe();
}

int main(void)
{
    if (program->arguments[0] == 's')
        return be_server();
    if (program->arguments[0] == 'v')
        return be_victim();
    int64_t server = start_child("cache-probe", "server", RIGHT_CALL);
    look_up();
    int64_t child = start_child("cache-probe", "victim", RIGHT_CALL), victim = name_wait_endpoint("victim");
    uint64_t miss = UINT64_MAX, random = 88172645463325252ul, count = measure_repetitions();
    static struct {
        uint64_t secret, cycles;
    } probes[MEASURE_MOST];
    for (unsigned i = 0; i < MEASURE_WARM_UP; i++) {
        after(victim, i & 1);
        call(ids[OTHER]);
        uint64_t time = probe();
        miss = time < miss ? time : miss;
    }
    for (uint64_t i = 0; i < count; i++) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        probes[i].secret = random >> 32 & 1;
        probes[i].cycles = after(victim, probes[i].secret);
    }
    for (uint64_t i = 0; i < count; i++) {
        uint64_t cycles = probes[i].cycles, guess = cycles < miss ? 0 : 1;
        printf("M probe secret=%lu guess=%lu miss=%lu cycles=%lu\n", probes[i].secret, guess, miss, cycles);
    }
    kill_process(child);
    kill_process(server);
    return 0;
}
