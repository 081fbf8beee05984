// SPDX-License-Identifier: Apache-2.0
// Processes, threads, memory, scheduling: what works without Xxpc.
#include "check.h"
#include "child.h"
#include "names.h"
#include "stdlib.h"
#include "string.h"

enum { FAULT_ILLEGAL = 2, FAULT_EXECUTE = 12, FAULT_LOAD = 13, FAULT_STORE = 15 };

static bool formats(void)
{
    char text[64];
    snprintf(text, sizeof text, "%d|%5u|%-4x|%04lx|%s|%c|%%", -42, 7u, 0xabu, 0x1ful, "word", 'c');
    CHECK(strcmp(text, "-42|    7|ab  |001f|word|c|%") == 0);
    CHECK(snprintf(text, 4, "%s", "longer") == 6 && strcmp(text, "lon") == 0);
    return true;
}

static bool heap(void)
{
    uint8_t *blocks[32];
    for (unsigned i = 0; i < 32; i++) {
        blocks[i] = malloc(i * 300);
        CHECK(blocks[i] != NULL && (uintptr_t)blocks[i] % 16 == 0);
        memset(blocks[i], (int)i, i * 300);
    }
    for (unsigned i = 0; i < 32; i++)
        for (unsigned j = 0; j < i * 300; j++)
            CHECK(blocks[i][j] == i);
    free(blocks[5]);
    CHECK(malloc(5 * 300) == blocks[5]);
    CHECK(malloc(1ul << 50) == NULL);
    return true;
}

static bool bad_calls(void)
{
    CHECK(system3(0, 0, 0, 0) == -E_CALL && system3(999, 0, 0, 0) == -E_CALL);
    CHECK(console_write((char *)8, 1) == -E_ADDRESS);
    CHECK(console_write((char *)0xffffffc080200000, 1) == -E_ADDRESS);
    CHECK(console_write((char *)(USER_STACK_TOP - 8), 16) == -E_ADDRESS);
    CHECK(console_write((char *)-8, 16) == -E_ADDRESS);
    CHECK(start_child("no-such-program", "", RIGHT_CALL) == -E_NAME);
    CHECK(wait_process(1) == -E_ARGUMENT && kill_process(0) == -E_ARGUMENT);
    CHECK(ipc_call(31, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT);
    CHECK(xcall_grant(5000, RIGHT_CALL, program->identity) == -E_ARGUMENT);
    return true;
}

static int64_t ends_with(const char *argument)
{
    return wait_process(start_child("crash", argument, 0));
}

static bool faults(void)
{
    CHECK(ends_with("nothing") == 7);
    CHECK(ends_with("load") == EXIT_FAULT + FAULT_LOAD);
    CHECK(ends_with("store") == EXIT_FAULT + FAULT_STORE);
    CHECK(ends_with("execute") == EXIT_FAULT + FAULT_EXECUTE);
    CHECK(ends_with("illegal") == EXIT_FAULT + FAULT_ILLEGAL);
    CHECK(ends_with("kernel") == EXIT_FAULT + FAULT_LOAD);
    return true;
}

// Memory comes back: far more processes than fit at a time.
static bool many_processes(void)
{
    for (int i = 0; i < 150; i++)
        CHECK(ends_with("nothing") == 7);
    return true;
}

static volatile bool stop;
static volatile uint64_t steps;

static void step(void *unused)
{
    (void)unused;
    while (!stop)
        steps++;
}

// This thread never yields: only the timer can let the other run.
static bool preemption(void)
{
    stop = false;
    steps = 0;
    CHECK(thread_start(step, NULL, PRIORITY_DEFAULT) > 0);
    while (steps == 0)
        ;
    stop = true;
    return true;
}

static volatile unsigned order[2], ordered;

static void note(void *who)
{
    order[ordered++] = (unsigned)(uint64_t)who;
}

// Of two threads that become ready together the more important one runs first. On several harts they may run side by side.
static bool priorities(void)
{
    ordered = 0;
    CHECK(thread_start(note, (void *)1, PRIORITY_DEFAULT - 2) > 0);
    CHECK(thread_start(note, (void *)2, PRIORITY_DEFAULT - 1) > 0);
    while (ordered < 2)
        sleep_ticks(1000);
    CHECK(order[0] + order[1] == 3);
    CHECK(program->harts > 1 || order[0] == 2);
    return true;
}

static uint64_t ticks(void)
{
    uint64_t now;
    __asm__ volatile("rdtime %0" : "=r"(now));
    return now;
}

static bool sleeping(void)
{
    uint64_t start = ticks();
    sleep_ticks(300000);
    CHECK(ticks() - start >= 300000);
    return true;
}

// A server that ends without an answer does not leave its caller waiting.
static bool dead_server(void)
{
    int64_t server = start_child("fragile", "mute", RIGHT_CALL);
    int64_t endpoint = name_wait_endpoint("mute");
    CHECK(ipc_call(endpoint, 1, 0, 0, 0, 0, 0).badge == -E_DIED);
    CHECK(wait_process(server) == 5);
    return true;
}

static bool names(void)
{
    CHECK(name_look_up_endpoint("nobody") == -E_NAME);
    int64_t mine = endpoint_create();
    CHECK(mine >= 0 && name_register_endpoint("mine", mine) == 0);
    CHECK(name_register_endpoint("mine", mine) == -E_NAME);
    CHECK(name_look_up_endpoint("mine") >= 0);
    return true;
}

static const struct test tests[] = {
    {"formats", formats},         {"heap", heap},       {"bad calls", bad_calls},   {"faults", faults},
    {"many processes", many_processes}, {"preemption", preemption}, {"priorities", priorities}, {"sleeping", sleeping},
    {"dead server", dead_server}, {"names", names},
};

int main(void)
{
    return RUN_TESTS(tests);
}
