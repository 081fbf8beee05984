// SPDX-License-Identifier: Apache-2.0
#include "contexts.h"
#include "link_stack.h"
#include "memory_map.h"
#include "process.h"
#include "user_memory.h"

static void leave_behind(const struct process *process, uint64_t offset, uint64_t shift)
{
    const struct context_area *area = &process->contexts;
    uint64_t index = offset >> shift, word = process->state == PROCESS_ALIVE ? vm_translate(process->root, area->left, PTE_W) : 0;
    if (index < area->count && word != 0)
        __atomic_fetch_or((uint64_t *)physical_to_kernel(word), 1ul << index, __ATOMIC_RELEASE);
}

bool contexts_in_trampoline(const struct thread *thread)
{
    const struct context_area *area = &thread_runs_in(thread)->contexts;
    uint64_t pc = thread->registers[REG_PC];
    return pc >= area->trampoline_start && pc < area->trampoline_end;
}

// The callee of each record but the last has called on from the stub that the next record returns to.
void contexts_leave(const struct thread *thread, const struct xpc_record *target)
{
    const struct process *process = thread_runs_in(thread);
    if (!contexts_in_trampoline(thread))
        leave_behind(process, thread->registers[REG_TP] - process->contexts.contexts, process->contexts.context_shift);
    for (const struct xpc_record *r = (target != 0 ? target : link_stack_first(thread)) + 1; r < link_stack_end(thread); r++)
        if ((r->flags & XPC_FLAGS_VALID) != 0) {
            process = runtime_of(r->xcallcap)->process;
            leave_behind(process, r->pc - process->contexts.stubs, process->contexts.stub_shift);
        }
}

int64_t contexts_set(struct thread *thread, uint64_t address)
{
    struct context_area area;
    enum { SHIFT_MAX = 12, COUNT_MAX = 64 };
    if (!user_read(thread, &area, address, sizeof area))
        return -E_ADDRESS;
    if (area.stub_shift > SHIFT_MAX || area.context_shift > SHIFT_MAX || area.count > COUNT_MAX || area.left % sizeof(uint64_t) != 0)
        return -E_ARGUMENT;
    thread_runs_in(thread)->contexts = area;
    return 0;
}
