// SPDX-License-Identifier: Apache-2.0
#include "process.h"
#include "elf.h"
#include "endpoint.h"
#include "hart.h"
#include "layout.h"
#include "link_stack.h"
#include "memory_map.h"
#include "notification.h"
#include "panic.h"
#include "scheduler.h"
#include "segment.h"
#include "shared.h"
#include "string.h"
#include "termination.h"
#include "user_memory.h"
#include "xentry.h"

enum { INIT_FAILED = 253 };

struct process processes[PROCESS_COUNT];
struct process_row process_directory[PROCESS_COUNT];
volatile uint64_t process_to_end;
static bool some_dying;
static uint64_t serials; // given

unsigned process_number(const struct process *process)
{
    return (unsigned)(process - processes) + 1;
}

bool process_lives(uint64_t serial)
{
    for (unsigned i = 0; i < PROCESS_COUNT; i++)
        if (processes[i].state == PROCESS_ALIVE && processes[i].serial == serial)
            return true;
    return false;
}

const char *process_name(const struct process *process)
{
    return process_directory[process - processes].name;
}

// Once nobody runs in it. Its threads that are in others' code go on there.
static void release(struct process *process)
{
    process_directory[process - processes].satp = 0;
    if (process->xseglist != 0)
        segment_list_destroy(process->xseglist);
    if (process->root != 0)
        vm_destroy(process->root);
    process->root = 0;
    process->xseglist = 0;
    hart_flush_all(FLUSH_TRANSLATIONS);
    capability_node_end(process);
    shared_release_all(process);
}

// An address space with the program and a stack; the entry address, 0 if it does not fit.
static uint64_t load(struct process *process, const struct file *file)
{
    process->root = vm_create();
    process->xseglist = process->root != 0 ? segment_list_create() : 0;
    if (process->xseglist == 0)
        return 0;
    uint64_t asid = vm_has_asids ? process_number(process) : 0;
    process->satp = vm_satp(process->root, asid);
    process->space = capability_of_space(process->root, asid);
    capability_node_init(process);
    for (uint64_t va = process->stack_top - USER_STACK_SIZE; va < process->stack_top; va += PAGE_SIZE)
        if (vm_map(process->root, va, PTE_R | PTE_W) == 0)
            return 0;
    return elf_load(file, process->root);
}

struct process *process_start(const char *program, struct process *parent, uint64_t priority, struct start *start, int64_t *error)
{
    struct file file;
    struct process *process = processes;
    while (process < processes + PROCESS_COUNT && process->state != PROCESS_FREE)
        process++;
    *error = -E_MEMORY;
    if (process == processes + PROCESS_COUNT)
        return 0;
    *error = -E_NAME;
    if (!archive_find(program, &file))
        return 0;
    *process = (struct process){.state = PROCESS_ALIVE, .serial = ++serials, .parent = parent, .heap_end = USER_HEAP, .shared_end = USER_SHARED};
    process->stack_top = USER_STACK_TOP - layout_user_stack_offset(process_number(process));
    uint64_t pc = load(process, &file);
    uint64_t sp = process->stack_top - ((sizeof *start + 15) & ~15ul);
    struct thread *thread = pc != 0 ? thread_create(process, pc, sp, sp, priority) : 0;
    *error = pc != 0 ? -E_MEMORY : -E_ARGUMENT;
    if (thread == 0) {
        release(process);
        process->state = PROCESS_FREE;
        return 0;
    }
    start->identity = thread->runtime->xcallcap;
    start->has_xpc = machine_has_xpc;
    start->process = process_number(process);
    start->harts = hart_count;
    user_write(thread, sp, start, sizeof *start);
    struct process_row *row = &process_directory[process - processes];
    strlcpy(row->name, program, sizeof row->name);
    row->satp = process->satp;
    return process;
}

struct thread *process_first_thread(struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_state(thread_at(i)) != THREAD_FREE && thread_at(i)->process == process)
            return thread_at(i);
    return 0;
}

// Whoever waits for it hears that it has ended.
static void tell_parent(struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        struct thread *waiting = thread_at(i);
        if (thread_state(waiting) == THREAD_WAITING && waiting->wait_for == process) {
            thread_result(waiting, 0);
            waiting->registers[REG_A1] = (uint64_t)process->exit_status;
            process->parent = 0;
            scheduler_ready(waiting);
        }
    }
}

void process_heard_of(struct process *process)
{
    process->parent = 0;
    if (process->state == PROCESS_ZOMBIE)
        process->state = PROCESS_FREE;
}

void process_end(struct process *process, int64_t status)
{
    if (process->state != PROCESS_ALIVE)
        return;
    if (process == processes) // init: the machine ends with it
        machine_end(status >= 0 && status < INIT_FAILED ? (unsigned)status : INIT_FAILED);
    process->state = PROCESS_DYING;
    process->exit_status = status;
    some_dying = true;
    for (unsigned i = 0; i < PROCESS_COUNT; i++)
        if (processes[i].parent == process)
            processes[i].parent = 0;
    xentry_remove_all(process); // from here on every thread's state is in memory, and every other hart stands
    termination_disown(process);
    endpoint_end_all(process);
    notification_end_all(process);
    for (unsigned i = 0; i < THREAD_COUNT; i++) {
        struct thread *thread = thread_at(i);
        if (thread_state(thread) == THREAD_PASSIVE && thread->process == process)
            thread_set_state(thread, THREAD_ENDED);
        else if (thread_lives(thread) && thread_runs_in(thread) == process)
            link_stack_unwind(thread, -E_DIED);
        // Its own threads that are inside others' code go on there; their return finds no caller, and ends them.
    }
    segment_empty_list(process);
    tell_parent(process);
    process_reap();
}

// Whether a thread of its own lives.
static bool has_threads(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_lives(thread_at(i)) && thread_at(i)->process == process)
            return true;
    return false;
}

static void reap(struct process *process)
{
    if (process->root != 0 && termination_complete(process))
        release(process);
    thread_free_ended(process);
    bool segments_free = segment_free_all(process);
    if (process->root == 0 && segments_free && !has_threads(process))
        process->state = process->parent != 0 ? PROCESS_ZOMBIE : PROCESS_FREE;
    else
        some_dying = true;
}

void process_reap(void)
{
    if (!some_dying)
        return;
    some_dying = false;
    for (unsigned i = 0; i < PROCESS_COUNT; i++)
        if (processes[i].state == PROCESS_DYING)
            reap(&processes[i]);
}

void process_soft_interrupt(void)
{
    csr_clear(sip, INTERRUPT_BIT(INTERRUPT_SSOFT));
    uint64_t number = process_to_end;
    process_to_end = 0;
    if (number >= 1 && number <= PROCESS_COUNT)
        process_end(&processes[number - 1], EXIT_KILLED);
}
