// SPDX-License-Identifier: Apache-2.0
// System calls (abi.h): one row each. What a call acts on is the process that the thread runs in, a callee's after an xcall.
#include "syscall.h"
#include "books.h"
#include "console.h"
#include "context_wait.h"
#include "contexts.h"
#include "deadline.h"
#include "endpoint.h"
#include "hart.h"
#include "message.h"
#include "notification.h"
#include "process.h"
#include "scheduler.h"
#include "segment.h"
#include "self_test.h"
#include "shared.h"
#include "string.h"
#include "timer.h"
#include "user_memory.h"
#include "xentry.h"

static int64_t sys_exit(struct thread *thread)
{
    process_end(thread_runs_in(thread), (int64_t)thread->registers[REG_A0]);
    return 0;
}

static int64_t sys_console_write(struct thread *thread)
{
    char bytes[128];
    uint64_t from = thread->registers[REG_A0], length = thread->registers[REG_A1];
    if (!user_may(thread, from, length, false))
        return -E_ADDRESS;
    for (uint64_t done = 0, step; done < length; done += step) {
        step = length - done < sizeof bytes ? length - done : sizeof bytes;
        user_read(thread, bytes, from + done, step);
        console_write(bytes, step);
    }
    return (int64_t)length;
}

static int64_t sys_console_read(struct thread *thread)
{
    (void)thread;
    int c = console_read();
    return c >= 0 ? c : -E_AGAIN;
}

static int64_t sys_yield(struct thread *thread)
{
    thread_result(thread, 0);
    scheduler_slice_over();
    return 0;
}

static int64_t sys_sleep(struct thread *thread)
{
    thread->wake_at = timer_now() + thread->registers[REG_A0];
    thread_set_state(thread, THREAD_SLEEPING);
    return 0;
}

static int64_t sys_memory(struct thread *thread)
{
    struct process *process = thread_runs_in(thread);
    uint64_t bytes = page_up(thread->registers[REG_A0]), start = process->heap_end;
    if (bytes > process->stack_top - USER_STACK_SIZE - PAGE_SIZE - start)
        return -E_ARGUMENT;
    for (; process->heap_end < start + bytes; process->heap_end += PAGE_SIZE)
        if (vm_map(process->root, process->heap_end, PTE_R | PTE_W) == 0)
            return -E_MEMORY;
    return (int64_t)start;
}

// Every check of what comes with the start is made before the process exists.
static int64_t sys_spawn(struct thread *thread)
{
    struct spawn spawn;
    struct process *parent = thread_runs_in(thread);
    struct runtime *runtime = runtime_of(thread->xpc.xcallcap);
    if (!user_read(thread, &spawn, thread->registers[REG_A0], sizeof spawn))
        return -E_ADDRESS;
    spawn.program[sizeof spawn.program - 1] = 0;
    spawn.arguments[sizeof spawn.arguments - 1] = 0;
    uint64_t rights = spawn.rights & (RIGHT_CALL | RIGHT_GRANT);
    if (spawn.priority > PRIORITY_MAX || spawn.names_entry >= XENTRY_COUNT)
        return -E_ARGUMENT;
    bool names = spawn.names_endpoint >= 0;
    struct capability c = names ? capability_find(parent->node, (uint64_t)spawn.names_endpoint, CAPABILITY_ENDPOINT, rights | RIGHT_GRANT)
                                : (struct capability){0, 0};
    if (names && capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    if (spawn.names_entry != 0 && !runtime_has(runtime, spawn.names_entry, RIGHT_GRANT))
        return -E_RIGHT;
    struct start start = {
        .parent_identity = runtime->xcallcap,
        .names_entry = spawn.names_entry,
        .names_identity = spawn.names_identity,
        .names_endpoint = names ? 0 : -1,
    };
    memcpy(start.arguments, spawn.arguments, sizeof start.arguments);
    int64_t error;
    struct process *child = process_start(spawn.program, parent, spawn.priority, &start, &error);
    if (child == 0)
        return error;
    struct thread *first = process_first_thread(child);
    if (names)
        capability_grant(thread, (uint64_t)spawn.names_endpoint, rights, child, first->runtime->xcallcap);
    if (spawn.names_entry != 0)
        runtime_give(first->runtime, spawn.names_entry, rights);
    scheduler_ready(first);
    return process_number(child);
}

static struct process *child(struct thread *thread)
{
    uint64_t number = thread->registers[REG_A0];
    struct process *process = number >= 1 && number <= PROCESS_COUNT ? &processes[number - 1] : 0;
    return process != 0 && process->state != PROCESS_FREE && process->parent == thread_runs_in(thread) ? process : 0;
}

static int64_t sys_wait(struct thread *thread)
{
    struct process *process = child(thread);
    if (process == 0)
        return -E_ARGUMENT;
    if (process->state != PROCESS_ALIVE) {
        thread->registers[REG_A1] = (uint64_t)process->exit_status;
        process_heard_of(process);
        return 0;
    }
    thread->wait_for = process;
    thread_set_state(thread, THREAD_WAITING);
    return 0;
}

static int64_t sys_kill(struct thread *thread)
{
    struct process *process = child(thread);
    if (process == 0)
        return -E_ARGUMENT;
    process_end(process, EXIT_KILLED);
    return 0;
}

// A new thread may call what its maker may: both are the same protection domain.
static int64_t sys_thread_create(struct thread *thread)
{
    const uint64_t *r = thread->registers;
    if (r[REG_A3] > PRIORITY_MAX)
        return -E_ARGUMENT;
    struct thread *made = thread_create(thread_runs_in(thread), r[REG_A0], r[REG_A1], r[REG_A2], r[REG_A3]);
    if (made == 0)
        return -E_MEMORY;
    struct runtime *maker = runtime_of(thread->xpc.xcallcap);
    memcpy(runtime_bitmap(made->runtime), runtime_bitmap(maker), XENTRY_COUNT / 8);
    memcpy(made->runtime->grant, maker->grant, sizeof maker->grant);
    if (r[REG_A0] != 0)
        scheduler_ready(made);
    return thread_number(made);
}

static int64_t sys_thread_exit(struct thread *thread)
{
    hart_leave_current();
    if (thread->xpc.link != thread->xpc.link_base)
        return -E_RIGHT; // it is inside a call: somebody waits for its return
    thread_end(thread);
    return 0;
}

static struct thread *own_thread(struct thread *thread, uint64_t number)
{
    return number == 0 && thread_runs_in(thread) == thread->process ? thread : thread_find(thread_runs_in(thread), number);
}

static int64_t sys_identity(struct thread *thread)
{
    uint64_t number = thread->registers[REG_A0];
    if (number == 0)
        return (int64_t)thread->xpc.xcallcap;
    struct thread *other = own_thread(thread, number);
    return other != 0 ? (int64_t)other->runtime->xcallcap : -E_ARGUMENT;
}

static int64_t sys_endpoint_create(struct thread *thread)
{
    return endpoint_create(thread_runs_in(thread));
}

static int64_t sys_grant(struct thread *thread)
{
    const uint64_t *r = thread->registers;
    struct runtime *taker = runtime_find(r[REG_A2]);
    uint64_t all = RIGHT_CALL | RIGHT_GRANT | RIGHT_RECEIVE;
    if (taker == 0 || (r[REG_A1] & ~all) != 0)
        return -E_ARGUMENT;
    return capability_grant(thread, r[REG_A0], r[REG_A1], taker->process, taker->xcallcap);
}

static int64_t sys_ipc_buffer(struct thread *thread)
{
    return message_buffer_set(thread, thread->registers[REG_A0]);
}

static int64_t sys_pin(struct thread *thread)
{
    uint64_t hart = thread->registers[REG_A0];
    if (hart != -1ul && (hart >= BOARD_MAX_HARTS || !harts[hart].online))
        return -E_ARGUMENT;
    scheduler_pin(thread, hart != -1ul ? &harts[hart] : 0);
    return 0;
}

static int64_t sys_shared_create(struct thread *thread)
{
    return shared_create(thread_runs_in(thread), thread->registers[REG_A0]);
}

static int64_t sys_shared_map(struct thread *thread)
{
    struct capability c = capability_find(thread_node(thread), thread->registers[REG_A0], CAPABILITY_SHARED, RIGHT_CALL);
    if (capability_type(c) == CAPABILITY_NONE)
        return -E_RIGHT;
    struct shared *shared = capability_object(c);
    thread->registers[REG_A1] = shared->bytes;
    return shared_map(thread_runs_in(thread), shared);
}

static int64_t sys_signal(struct thread *thread)
{
    return notification_signal(thread, thread->registers[REG_A0]);
}

static int64_t sys_xentry_create(struct thread *thread)
{
    const uint64_t *r = thread->registers;
    struct thread *handler = own_thread(thread, r[REG_A0]);
    struct xentry_contexts contexts = {r[REG_A2], r[REG_A3]};
    return handler != 0 ? xentry_create(handler, r[REG_A1], contexts, runtime_of(thread->xpc.xcallcap)) : -E_ARGUMENT;
}

static int64_t sys_xentry_remove(struct thread *thread)
{
    return xentry_remove(thread_runs_in(thread), thread->registers[REG_A0]);
}

static int64_t sys_xcall_grant(struct thread *thread)
{
    const uint64_t *r = thread->registers;
    return xentry_grant(runtime_of(thread->xpc.xcallcap), r[REG_A0], r[REG_A1], runtime_find(r[REG_A2]));
}

static int64_t sys_xcall_revoke(struct thread *thread)
{
    return xentry_revoke(runtime_of(thread->xpc.xcallcap), thread->registers[REG_A0], runtime_find(thread->registers[REG_A1]));
}

static int64_t sys_segment_alloc(struct thread *thread)
{
    uint64_t va = 0;
    int64_t index = segment_create(thread_runs_in(thread), thread->registers[REG_A0], &va);
    if (index >= 0)
        thread->registers[REG_A1] = va;
    return index;
}

static int64_t sys_segment_free(struct thread *thread)
{
    return segment_free(thread_runs_in(thread), thread->registers[REG_A0]);
}

static int64_t sys_self_test(struct thread *thread)
{
    (void)thread;
    return (int64_t)self_test_xcall_cause;
}

static int64_t sys_deadline(struct thread *thread)
{
    return deadline_set(thread, thread->registers[REG_A0]);
}

static int64_t sys_contexts(struct thread *thread)
{
    return contexts_set(thread, thread->registers[REG_A0]);
}

static int64_t sys_xentry_wait(struct thread *thread)
{
    return context_wait(thread, thread->registers[REG_A0], thread->registers[REG_A1]);
}

static int64_t sys_client(struct thread *thread)
{
    uint64_t identity = thread->registers[REG_A0];
    if (identity == 0)
        return process_lives(thread->registers[REG_A1]) ? 0 : -E_NAME;
    const struct runtime *runtime = runtime_find(identity);
    return runtime != 0 ? (int64_t)runtime->process->serial : -E_ARGUMENT;
}

static int64_t sys_books(struct thread *thread)
{
    struct books books;
    books_count(&books);
    return user_write(thread, thread->registers[REG_A0], &books, sizeof books) ? 0 : -E_ADDRESS;
}

static int64_t (*const rows[SYS_COUNT])(struct thread *) = {
    [SYS_EXIT] = sys_exit,
    [SYS_CONSOLE_WRITE] = sys_console_write,
    [SYS_CONSOLE_READ] = sys_console_read,
    [SYS_YIELD] = sys_yield,
    [SYS_SLEEP] = sys_sleep,
    [SYS_MEMORY] = sys_memory,
    [SYS_SPAWN] = sys_spawn,
    [SYS_WAIT] = sys_wait,
    [SYS_KILL] = sys_kill,
    [SYS_THREAD_CREATE] = sys_thread_create,
    [SYS_THREAD_EXIT] = sys_thread_exit,
    [SYS_IDENTITY] = sys_identity,
    [SYS_ENDPOINT_CREATE] = sys_endpoint_create,
    [SYS_IPC_CALL] = endpoint_call,
    [SYS_IPC_RECEIVE] = endpoint_receive,
    [SYS_IPC_REPLY_RECEIVE] = endpoint_reply_receive,
    [SYS_GRANT] = sys_grant,
    [SYS_XENTRY_CREATE] = sys_xentry_create,
    [SYS_XENTRY_REMOVE] = sys_xentry_remove,
    [SYS_XCALL_GRANT] = sys_xcall_grant,
    [SYS_XCALL_REVOKE] = sys_xcall_revoke,
    [SYS_SEGMENT_ALLOC] = sys_segment_alloc,
    [SYS_SEGMENT_FREE] = sys_segment_free,
    [SYS_SELF_TEST] = sys_self_test,
    [SYS_IPC_BUFFER] = sys_ipc_buffer,
    [SYS_PIN] = sys_pin,
    [SYS_SHARED_CREATE] = sys_shared_create,
    [SYS_SHARED_MAP] = sys_shared_map,
    [SYS_NOTIFICATION_CREATE] = notification_create,
    [SYS_SIGNAL] = sys_signal,
    [SYS_BOOKS] = sys_books,
    [SYS_DEADLINE] = sys_deadline,
    [SYS_CONTEXTS] = sys_contexts,
    [SYS_XENTRY_WAIT] = sys_xentry_wait,
    [SYS_CLIENT] = sys_client,
};

void syscall(struct thread *thread)
{
    uint64_t number = thread->registers[REG_A7];
    if (number >= SYS_COUNT || rows[number] == 0) {
        thread_result(thread, -E_CALL);
        return;
    }
    int64_t result = rows[number](thread);
    if (result == SYSCALL_AGAIN) {
        thread->registers[REG_PC] = thread->trap_pc;
        return;
    }
    // So has a call that blocked, ended or unwound the thread.
    if (result != SYSCALL_DONE && thread_state(thread) == THREAD_RUNNING)
        thread_result(thread, result);
}
