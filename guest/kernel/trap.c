// SPDX-License-Identifier: Apache-2.0
// What a trap means. From user mode: interrupt, system call, an error of an XPC instruction that its caller learns of, or a fault that ends
// the process whose code it was.
#include "console.h"
#include "elf.h"
#include "hart.h"
#include "link_stack.h"
#include "panic.h"
#include "process.h"
#include "scheduler.h"
#include "self_test.h"
#include "syscall.h"
#include "timer.h"
#include "trap.h"
#include "user_memory.h"
#include "xxpc.h"

static const char *cause_name(uint64_t cause)
{
    switch (cause) {
    case CAUSE_FETCH_MISALIGNED: return "misaligned fetch";
    case CAUSE_FETCH_ACCESS: return "fetch access fault";
    case CAUSE_ILLEGAL: return "illegal instruction";
    case CAUSE_BREAKPOINT: return "breakpoint";
    case CAUSE_LOAD_MISALIGNED: return "misaligned load";
    case CAUSE_LOAD_ACCESS: return "load access fault";
    case CAUSE_STORE_MISALIGNED: return "misaligned store";
    case CAUSE_STORE_ACCESS: return "store access fault";
    case CAUSE_FETCH_PAGE: return "fetch page fault";
    case CAUSE_LOAD_PAGE: return "load page fault";
    case CAUSE_STORE_PAGE: return "store page fault";
    case XPC_CAUSE_INVALID_XENTRY: return "invalid x-entry";
    case XPC_CAUSE_INVALID_XCALLCAP: return "invalid xcall-cap";
    case XPC_CAUSE_INVALID_LINKAGE: return "invalid linkage";
    case XPC_CAUSE_SWAPSEG_ERROR: return "swapseg error";
    case XPC_CAUSE_INVALID_SEGMASK: return "invalid seg-mask";
    default: return "unknown cause";
    }
}

static void print_place(const char *what, const struct process *process, uint64_t address)
{
    struct file file;
    uint64_t offset;
    const char *name = archive_find(process_name(process), &file) ? elf_symbol(&file, address, &offset) : 0;
    if (name != 0)
        kernel_print("  %s in %s+0x%lx\n", what, name, offset);
}

static void give_up_callee(struct thread *thread)
{
    hart_stop_all();
    link_stack_unwind(thread, -E_DIED);
    process_reap();
}

// The process whose code did it ends, unless the segment that it worked on was taken away; threads of others that were in it go back to their callers.
static void fault(struct thread *thread, uint64_t cause, uint64_t value)
{
    struct process *process = thread_runs_in(thread);
    if ((cause == CAUSE_LOAD_PAGE || cause == CAUSE_STORE_PAGE) && value >= RELAY_BASE) {
        hart_stop_all();
        if (link_stack_give_up_stripped(thread, value)) {
            process_reap();
            return;
        }
    }
    if (process->state != PROCESS_ALIVE) { // it has returned to what is no longer there (termination.h)
        give_up_callee(thread);
        return;
    }
    kernel_print("\nkernel: process %u (%s) ends: %s (%lu), stval %lx, thread %u of process %u\n", process_number(process),
                 process_name(process), cause_name(cause), cause, value, thread_number(thread), process_number(thread->process));
    print_place("pc", process, thread->registers[REG_PC]);
    print_place("ra", process, thread->registers[REG_RA]);
    print_registers(thread->registers);
    process_end(process, (int64_t)(EXIT_FAULT + cause));
}

static bool is_xret(struct thread *thread)
{
    uint32_t instruction = 0;
    enum { FUNCT3_SHIFT = 12, FUNCT3 = 7, OPCODE = 0x7f };
    return user_read(thread, &instruction, thread->registers[REG_PC], sizeof instruction) &&
           (instruction & OPCODE) == XPC_INSN_OPCODE && (instruction >> FUNCT3_SHIFT & FUNCT3) == XPC_INSN_XRET;
}

// An xcall, swapseg or mask write that was refused changed nothing: its caller finds minus the cause in a0 (and 0 in a1) and goes on. An
// xret that was refused either has lost its caller, or is a callee that does not give the segment back.
static void xpc_exception(struct thread *thread, uint64_t cause, uint64_t value)
{
    if (cause == XPC_CAUSE_INVALID_LINKAGE && is_xret(thread)) {
        hart_stop_all();
        bool returns_to_nobody = value == XPC_CAUSE_LINKAGE_NOT_VALID || (value == XPC_CAUSE_LINKAGE_SEGMENT && !link_stack_caller_lives(thread));
        if (returns_to_nobody)
            give_up_callee(thread);
        else
            fault(thread, cause, value);
        return;
    }
    thread->registers[REG_PC] += 4;
    thread->registers[REG_A0] = -cause;
    thread->registers[REG_A1] = 0;
}

static void exception(struct thread *thread, uint64_t cause)
{
    uint64_t value = csr_read(stval);
    if (cause == CAUSE_ECALL_U)
        syscall(thread);
    else if (cause >= XPC_CAUSE_INVALID_XENTRY && cause <= XPC_CAUSE_INVALID_SEGMASK)
        xpc_exception(thread, cause, value);
    else
        fault(thread, cause, value);
}

static void interrupt(uint64_t number)
{
    if (number == INTERRUPT_STIMER)
        timer_tick();
    else if (number == INTERRUPT_SSOFT)
        process_soft_interrupt();
    else
        panic("unexpected interrupt", 0);
}

void trap_user(struct thread *thread)
{
    kernel_lock();
    trap_locked(thread);
}

void trap_locked(struct thread *thread)
{
    uint64_t cause = thread->cause;
    // While this hart waited for the lock, another may have ended the thread or sent it back to its caller.
    if (thread_state(thread) != THREAD_RUNNING || thread->hart != this_hart())
        scheduler_next();
    if (machine_has_xpc && this_hart()->current == thread)
        thread->xpc.xcallcap = xpc_csr_read(CSR_XCALLCAP); // whose runtime state
    if ((cause & CAUSE_INTERRUPT) != 0)
        interrupt(cause & ~CAUSE_INTERRUPT);
    else
        exception(thread, cause);
    scheduler_leave(thread);
}

void trap_kernel(uint64_t *registers)
{
    if (!self_test_expects(registers))
        panic("trap in the kernel", registers);
}
