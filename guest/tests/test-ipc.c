// SPDX-License-Identifier: Apache-2.0
// IPC by endpoints: every length, and every reason to leave the fast path, with the answer that is due.
#include "channel.h"
#include "check.h"
#include "child.h"
#include "echo.h"
#include "names.h"
#include "string.h"

enum { ADD_ONE = 7, LONG_REPLY, ACCEPT, GIVE, STOP, FILL = 0x5a5a };
static const uint64_t one_capability = 1ul << IPC_CAPABILITIES_SHIFT;

static int64_t own, echo, echo_process;
static volatile bool stopped;
static volatile int64_t last_badge, last_length, last_capability;

// A server thread in this process: ADD_ONE answers each word plus one in registers; LONG_REPLY answers word 0 + i, as many words as word 1 says;
// ACCEPT takes a capability with the next message; GIVE answers with one for the endpoint.
static void serve(void *slot)
{
    int64_t endpoint = (int64_t)slot;
    static uint64_t words[IPC_WORDS_MAX];
    ipc_receive_long();
    struct ipc m = ipc_receive(endpoint);
    for (;;) {
        last_badge = m.badge;
        last_length = (int64_t)ipc_length(&m);
        last_capability = (m.info & one_capability) != 0 ? (int64_t)ipc_buffer()[IPC_CAPABILITY_WORD] : -1;
        if (ipc_label(&m) == STOP)
            break;
        if (ipc_label(&m) == ACCEPT)
            ipc_buffer()[IPC_ACCEPT_WORD] = 1;
        if (ipc_label(&m) == GIVE) {
            ipc_buffer()[IPC_CAPABILITY_WORD] = (uint64_t)endpoint;
            m = ipc_system(SYS_IPC_REPLY_RECEIVE, endpoint, one_capability, 0, 0, 0, 0);
            continue;
        }
        if (ipc_label(&m) == LONG_REPLY) {
            for (uint64_t i = 0; i < m.words[1] && i < IPC_WORDS_MAX; i++)
                words[i] = m.words[0] + i;
            m = ipc_reply_receive_words(endpoint, 0, words, m.words[1]);
        } else {
            m = ipc_reply_receive(endpoint, ipc_label(&m) + 1, ipc_length(&m), m.words[0] + 1, m.words[1] + 1, m.words[2] + 1, m.words[3] + 1);
        }
    }
    stopped = true;
    ipc_reply_receive(endpoint, 0, 0, 0, 0, 0, 0);
}

static int64_t start_server(uint64_t priority)
{
    int64_t endpoint = endpoint_create();
    return thread_start(serve, (void *)endpoint, priority) > 0 ? endpoint : -1;
}

static bool registers(void)
{
    for (uint64_t length = 0; length <= IPC_REGISTER_WORDS; length++) {
        struct ipc m = ipc_call(own, ADD_ONE, length, 10, 20, 30, 40);
        CHECK(m.badge == 0 && ipc_length(&m) == length && ipc_label(&m) == ADD_ONE + 1);
        for (uint64_t i = 0; i < length; i++)
            CHECK(m.words[i] == 10 * (i + 1) + 1);
        CHECK(last_length == (int64_t)length);
    }
    CHECK((uint64_t)last_badge == program->identity);
    return true;
}

// The words that are not sent are not seen on the other side.
static bool nothing_leaks(void)
{
    struct ipc m = ipc_call(echo, ECHO_PLAIN, 2, 1, 2, 3, 4);
    CHECK(m.badge == 0 && m.words[0] == 1 && m.words[1] == 2);
    m = ipc_call(echo, ECHO_PLAIN, 4, 5, 6, 7, 8);
    CHECK(m.words[2] == 7 && m.words[3] == 8);
    return true;
}

static bool buffers(void)
{
    static uint64_t out[IPC_WORDS_MAX + 1], in[IPC_WORDS_MAX + 1];
    for (uint64_t i = 0; i <= IPC_WORDS_MAX; i++)
        out[i] = i * 0x9e3779b97f4a7c15ul;
    for (uint64_t length = 0; length <= IPC_WORDS_MAX; length++) {
        memset(in, FILL, sizeof in);
        struct ipc m = ipc_call_words(echo, ECHO_PLAIN, out, length);
        CHECK(m.badge == 0 && ipc_length(&m) == length && ipc_words(&m, in, IPC_WORDS_MAX) == length);
        CHECK(memcmp(in, out, length * 8) == 0 && in[length] == (uint64_t)in[IPC_WORDS_MAX]);
    }
    CHECK(ipc_call_words(echo, ECHO_PLAIN, out, IPC_WORDS_MAX + 1).badge == -E_SIZE);
    // Short out, long back, and the reverse.
    struct ipc m = ipc_call(own, LONG_REPLY, 2, 100, 50, 0, 0);
    CHECK(ipc_length(&m) == 50 && ipc_words(&m, in, IPC_WORDS_MAX) == 50 && in[0] == 100 && in[49] == 149);
    m = ipc_call_words(own, ADD_ONE, out, 77);
    CHECK(last_length == 77 && m.words[0] == out[0] + 1);
    return true;
}

static bool bad_capabilities(void)
{
    CHECK(ipc_call(63, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT);             // empty slot
    CHECK(ipc_call(64, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT);             // beyond the node: the guard differs
    CHECK(ipc_call(own | 1l << 62, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT); // the same slot by another guard
    CHECK(ipc_call(-1, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT);
    CHECK(ipc_receive(echo).badge == -E_RIGHT); // may call only
    CHECK(ipc_reply_receive(echo, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT);
    int64_t memory = system3(SYS_SHARED_CREATE, 100, 0, 0);
    CHECK(memory >= 0 && ipc_call(memory, 0, 0, 0, 0, 0, 0).badge == -E_RIGHT); // another kind of object
    CHECK(system3(SYS_SHARED_MAP, (uint64_t)own, 0, 0) == -E_RIGHT);
    CHECK(grant(echo, RIGHT_CALL, program->identity) == -E_RIGHT); // not given on
    return true;
}

static bool bad_messages(void)
{
    struct ipc m = ipc_system(SYS_IPC_CALL, own, ipc_info(ADD_ONE, 1) | 2 << IPC_CAPABILITIES_SHIFT, 1, 2, 3, 4);
    CHECK(m.badge == -E_ARGUMENT);
    CHECK(ipc_system(SYS_IPC_CALL, own, ipc_info(ADD_ONE, 127), 1, 2, 3, 4).badge == -E_SIZE);
    CHECK(system3(SYS_IPC_BUFFER, 8, 0, 0) == -E_ARGUMENT);
    CHECK(system3(SYS_IPC_BUFFER, IPC_BUFFER_SIZE, 0, 0) == -E_ADDRESS);
    CHECK(system3(SYS_IPC_BUFFER, (uint64_t)serve & ~(uint64_t)(IPC_BUFFER_SIZE - 1), 0, 0) == -E_ADDRESS); // text
    CHECK(system3(SYS_IPC_BUFFER, 0xffffffc080200000, 0, 0) == -E_ADDRESS);
    return true;
}

static struct ipc send_along(int64_t endpoint, int64_t capability)
{
    ipc_buffer()[IPC_CAPABILITY_WORD] = (uint64_t)capability;
    return ipc_system(SYS_IPC_CALL, endpoint, ipc_info(ADD_ONE, 1) | one_capability, 1, 0, 0, 0);
}

static bool capabilities_along(void)
{
    int64_t mine = endpoint_create();
    CHECK(send_along(own, mine).words[0] == 2 && last_capability == -1); // nobody takes it
    CHECK(ipc_call(own, ACCEPT, 0, 0, 0, 0, 0).badge == 0);
    CHECK(send_along(own, mine).words[0] == 2 && last_capability >= 0 && last_capability != mine);
    CHECK(thread_start(serve, (void *)last_capability, PRIORITY_DEFAULT) > 0);
    CHECK(ipc_call(mine, ADD_ONE, 1, 5, 0, 0, 0).words[0] == 6); // both name the same endpoint
    CHECK(send_along(own, mine).words[0] == 2 && last_capability == -1); // one was taken
    CHECK(send_along(own, 63).badge == -E_RIGHT);                        // empty slot
    CHECK(send_along(own, echo).badge == -E_RIGHT);                      // not to be given on
    CHECK(send_along(echo, mine).badge == -E_RIGHT);                     // nothing can be given to whom one may only call
    struct ipc m = ipc_call(own, GIVE, 0, 0, 0, 0, 0);
    CHECK(m.badge == 0 && (m.info & one_capability) == 0); // not taken
    ipc_buffer()[IPC_ACCEPT_WORD] = 1;
    m = ipc_call(own, GIVE, 0, 0, 0, 0, 0);
    CHECK(m.badge == 0 && (m.info & one_capability) != 0);
    CHECK(ipc_call((int64_t)ipc_buffer()[IPC_CAPABILITY_WORD], ADD_ONE, 1, 7, 0, 0, 0).words[0] == 8);
    return true;
}

static volatile int64_t without;

static void calls_without_buffer(void *unused)
{
    (void)unused;
    without = ipc_system(SYS_IPC_CALL, own, ipc_info(ADD_ONE, 5), 1, 2, 3, 4).badge;
    struct ipc m = ipc_call(own, LONG_REPLY, 2, 5, 9, 0, 0); // no room for nine words: four come
    without = without == -E_ADDRESS && ipc_length(&m) == 4 && m.words[3] == 8 ? 1 : 2;
}

static bool no_buffer(void)
{
    without = 0;
    CHECK(thread_start(calls_without_buffer, NULL, PRIORITY_DEFAULT) > 0);
    while (without == 0 || without == -E_ADDRESS)
        yield();
    CHECK(without == 1);
    return true;
}

// Nobody receives yet: the caller queues, and is served in order.
static volatile unsigned served;
static volatile uint64_t answers[3];

static void calls_early(void *number)
{
    struct ipc m = ipc_call((int64_t)((uint64_t)number >> 8), ADD_ONE, 1, (uint64_t)number & 0xff, 0, 0, 0);
    answers[((uint64_t)number & 0xff) / 10] = m.words[0];
    served++;
}

static bool no_waiter(void)
{
    int64_t endpoint = endpoint_create();
    served = 0;
    for (uint64_t i = 0; i < 3; i++)
        CHECK(thread_start(calls_early, (void *)((uint64_t)endpoint << 8 | i * 10), PRIORITY_DEFAULT) > 0);
    sleep_ticks(20000);
    CHECK(served == 0);
    CHECK(thread_start(serve, (void *)endpoint, PRIORITY_DEFAULT) > 0);
    while (served < 3)
        yield();
    CHECK(answers[0] == 1 && answers[1] == 11 && answers[2] == 21);
    return true;
}

// Server below, at and above the caller's priority, with and without a thread between.
static volatile bool ran_between;

static void between(void *unused)
{
    (void)unused;
    ran_between = true;
}

static bool priorities(void)
{
    for (uint64_t priority = PRIORITY_DEFAULT - 3; priority <= PRIORITY_DEFAULT + 3; priority++) {
        int64_t endpoint = start_server(priority);
        sleep_ticks(20000);
        for (uint64_t i = 0; i < 5; i++)
            CHECK(ipc_call(endpoint, ADD_ONE, 1, i, 0, 0, 0).words[0] == i + 1);
        ran_between = false;
        CHECK(thread_start(between, NULL, PRIORITY_DEFAULT - 1) > 0); // ready, below us; above a server of lower priority
        CHECK(ipc_call(endpoint, ADD_ONE, 1, 70, 0, 0, 0).words[0] == 71);
        CHECK(program->harts > 1 || priority >= PRIORITY_DEFAULT - 1 || ran_between);
        stopped = false;
        CHECK(ipc_call(endpoint, STOP, 0, 0, 0, 0, 0).badge == 0 && stopped);
    }
    return true;
}

// A server that receives again without an answer gives up on its caller.
static volatile bool twice_done;

static void receives_twice(void *slot)
{
    ipc_receive((int64_t)slot);
    struct ipc m = ipc_receive((int64_t)slot);
    ipc_reply_receive((int64_t)slot, 0, 1, m.words[0] * 2, 0, 0, 0);
    twice_done = true;
}

static bool given_up(void)
{
    int64_t endpoint = endpoint_create();
    CHECK(thread_start(receives_twice, (void *)endpoint, PRIORITY_DEFAULT) > 0);
    CHECK(ipc_call(endpoint, 0, 0, 0, 0, 0, 0).badge == -E_DIED);
    CHECK(ipc_call(endpoint, 0, 1, 21, 0, 0, 0).words[0] == 42);
    return true;
}

// Answering nobody is the same as receiving.
static void replies_to_nobody(void *slot)
{
    struct ipc m = ipc_reply_receive((int64_t)slot, 9, 4, 1, 2, 3, 4);
    ipc_reply_receive((int64_t)slot, 0, 1, m.words[0] + 5, 0, 0, 0);
}

static bool no_caller(void)
{
    int64_t endpoint = endpoint_create();
    CHECK(thread_start(replies_to_nobody, (void *)endpoint, PRIORITY_DEFAULT) > 0);
    CHECK(ipc_call(endpoint, 0, 1, 1, 0, 0, 0).words[0] == 6);
    return true;
}

// A server that ends, with us waiting in its queue, or for its answer; capabilities to what has ended are gone.
static bool server_ends(void)
{
    int64_t server = start_child("fragile", "quits", RIGHT_CALL);
    int64_t endpoint = name_wait_endpoint("quits");
    CHECK(ipc_call(endpoint, 1, 0, 0, 0, 0, 0).badge == -E_DIED);
    CHECK(wait_process(server) == 5);
    CHECK(ipc_call(endpoint, 1, 0, 0, 0, 0, 0).badge == -E_RIGHT);
    return true;
}

static volatile int64_t note_slot;
static volatile uint64_t noted, note_calls;

static void takes_notes(void *slot)
{
    note_slot = notification_create();
    struct ipc m = ipc_receive((int64_t)slot);
    for (;;) {
        if (m.info == 0 && (uint64_t)m.badge == identity(0)) { // its own capability's badge: a signal
            noted++;
            m = ipc_receive((int64_t)slot);
        } else {
            note_calls++;
            if (m.words[0] == 1)
                signal(note_slot); // while it works: it is there at the next receive
            m = ipc_reply_receive((int64_t)slot, 0, 1, m.words[0], 0, 0, 0);
        }
    }
}

static bool notifications(void)
{
    int64_t endpoint = endpoint_create();
    note_slot = -1;
    CHECK(thread_start(takes_notes, (void *)endpoint, PRIORITY_DEFAULT) > 0);
    CHECK(ipc_call(endpoint, 1, 1, 0, 0, 0, 0).badge == 0 && note_slot >= 0);
    CHECK(signal(note_slot) == 0);
    while (noted < 1)
        yield();
    CHECK(ipc_call(endpoint, 1, 1, 1, 0, 0, 0).words[0] == 1);
    while (noted < 2)
        yield();
    CHECK(ipc_call(endpoint, 1, 1, 0, 0, 0, 0).badge == 0 && note_calls == 3);
    CHECK(signal(31) == -E_RIGHT);
    return true;
}

static bool shared_memory(void)
{
    static uint8_t out[8192], in[8192];
    static const uint64_t sizes[] = {0, 1, 63, 64, 65, 1000, 4095, 4096};
    struct channel channel;
    CHECK(channel_open(&channel, echo, ECHO_MAX) == 0);
    for (unsigned i = 0; i < sizeof out; i++)
        out[i] = (uint8_t)(i * 7);
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(in, 0, sizeof in);
        struct ipc m = channel_call(&channel, ECHO_PLAIN | ECHO_SHARED, out + 3, sizes[i], in + 1, 4096);
        CHECK(m.badge == 0 && m.words[0] == sizes[i]);
        CHECK(memcmp(in + 1, out + 3, sizes[i]) == 0);
    }
    CHECK(channel_call(&channel, ECHO_SHARED, out, 4097, in, sizeof in).badge == -E_SIZE);
    CHECK(system3(SYS_SHARED_CREATE, 0, 0, 0) == -E_ARGUMENT && system3(SYS_SHARED_MAP, 31, 0, 0) == -E_RIGHT);
    return true;
}

// Many calls of every kind while the timer and other threads interrupt.
static volatile unsigned storms;

static void storm(void *number)
{
    uint64_t seed = (uint64_t)number, words[IPC_WORDS_MAX], back[IPC_WORDS_MAX];
    bool ok = true;
    for (unsigned round = 0; ok && round < 300; round++) {
        uint64_t length = (seed * 31 + round * 7) % (IPC_WORDS_MAX + 1);
        for (uint64_t i = 0; i < length; i++)
            words[i] = seed << 32 | round << 8 | i;
        struct ipc m = ipc_call_words(echo, ECHO_PLAIN, words, length);
        ok = m.badge == 0 && ipc_words(&m, back, IPC_WORDS_MAX) == length && memcmp(words, back, length * 8) == 0;
    }
    __atomic_fetch_add(&storms, ok ? 1 : 100, __ATOMIC_RELAXED);
}

static bool many_callers(void)
{
    for (uint64_t i = 1; i <= 4; i++)
        CHECK(thread_start(storm, (void *)i, PRIORITY_DEFAULT) > 0);
    while (storms < 4)
        yield();
    CHECK(storms == 4);
    return true;
}

// The same service from a hart of one's own: a message then goes across.
static bool pinned(void)
{
    CHECK(pin_to_hart(64) == -E_ARGUMENT);
    for (int64_t hart = 0; hart < (int64_t)program->harts; hart++) {
        CHECK(pin_to_hart(hart) == 0);
        for (uint64_t i = 0; i < 20; i++)
            CHECK(ipc_call(own, ADD_ONE, 1, i, 0, 0, 0).words[0] == i + 1);
        CHECK(ipc_call(echo, ECHO_PLAIN, 1, 4, 0, 0, 0).words[0] == 4);
    }
    CHECK(pin_to_hart(-1) == 0);
    return true;
}

static void serve_pinned(void *slot)
{
    pin_to_hart((int64_t)program->harts - 1);
    serve(slot);
}

static bool across_harts(void)
{
    int64_t endpoint = endpoint_create();
    CHECK(thread_start(serve_pinned, (void *)endpoint, PRIORITY_DEFAULT) > 0);
    for (int64_t hart = 0; hart < (int64_t)program->harts; hart++) {
        CHECK(pin_to_hart(hart) == 0);
        for (uint64_t i = 0; i < 20; i++)
            CHECK(ipc_call(endpoint, ADD_ONE, 1, i, 0, 0, 0).words[0] == i + 1);
        struct ipc m = ipc_call(endpoint, LONG_REPLY, 2, 7, 100, 0, 0);
        uint64_t words[100];
        CHECK(ipc_words(&m, words, 100) == 100 && words[99] == 106);
    }
    CHECK(pin_to_hart(-1) == 0);
    return true;
}

static const struct test tests[] = {
    {"registers", registers},           {"nothing leaks", nothing_leaks}, {"message buffers", buffers},
    {"bad capabilities", bad_capabilities}, {"bad messages", bad_messages},   {"capabilities sent along", capabilities_along}, {"no buffer", no_buffer},
    {"no waiter", no_waiter},           {"priorities of servers", priorities}, {"caller given up", given_up},
    {"no caller", no_caller},           {"server ends", server_ends},     {"notifications", notifications},
    {"shared memory", shared_memory},   {"many callers", many_callers},   {"pinned caller", pinned},
    {"across harts", across_harts},
};

int main(void)
{
    echo_process = start_child("echo", "", RIGHT_CALL);
    echo = name_wait_endpoint("echo");
    own = start_server(PRIORITY_DEFAULT);
    ipc_receive_long();
    int failures = RUN_TESTS(tests);
    kill_process(echo_process);
    return failures + (wait_process(echo_process) != EXIT_KILLED);
}
