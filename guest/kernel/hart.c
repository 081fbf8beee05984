// SPDX-License-Identifier: Apache-2.0
#include "hart.h"
#include "layout.h"
#include "sbi_call.h"
#include "thread.h"
#include "trap.h"
#include "vm.h"
#include "xxpc.h"

struct hart harts[BOARD_MAX_HARTS];
uint64_t hart_timebase, hart_count;
bool machine_has_xpc;
struct hart_counters hart_counters;
static bool locked;
extern char hart_stacks[], secondary_start[];

void hart_init(uint64_t id)
{
    struct hart *hart = &harts[id];
    hart->id = id;
    __asm__ volatile("mv tp, %0" ::"r"(hart));
    hart_settle(hart);
    csr_write(scounteren, COUNTEREN_CY_TM_IR);
    csr_write(sie, INTERRUPT_BIT(INTERRUPT_STIMER) | INTERRUPT_BIT(INTERRUPT_SSOFT));
    hart->online = true;
}

void hart_settle(struct hart *hart)
{
    hart->stack = (uint64_t)hart_stacks + ((hart->id + 1) << HART_STACK_SHIFT) - layout_kernel_stack_offset();
    hart->tagged = vm_has_asids;
    bool plain = hart_count == 1 && !machine_has_xpc;
    csr_write(stvec, plain ? trap_entry : trap_entry_general);
}

void hart_start_others(uint64_t mask)
{
    for (unsigned i = 0; i < BOARD_MAX_HARTS; i++)
        if ((mask >> i & 1) != 0 && i != this_hart()->id)
            sbi_call(SBI_HSM, SBI_HSM_START, i, kernel_to_physical(secondary_start), 0);
}

void hart_interrupt(struct hart *hart)
{
    sbi_call(SBI_IPI, 0, 1, hart->id, 0);
}

static void flush(unsigned flushes)
{
    if ((flushes & FLUSH_TRANSLATIONS) != 0)
        __asm__ volatile("sfence.vma" ::: "memory");
    if ((flushes & FLUSH_ENGINE) != 0 && machine_has_xpc)
        xpc_flush();
}

void kernel_lock(void)
{
    if (hart_count == 1)
        return;
    while (__atomic_exchange_n(&locked, true, __ATOMIC_ACQUIRE))
        hart_stop_answer();
    struct hart *hart = this_hart();
    if (hart->owed != 0) {
        flush(hart->owed);
        hart->owed = 0;
    }
}

void kernel_unlock(void)
{
    if (hart_count == 1)
        return;
    __atomic_store_n(&locked, false, __ATOMIC_RELEASE);
}

void hart_leave_current(void)
{
    struct hart *hart = this_hart();
    if (hart->current != 0)
        xpc_state_save(hart->current);
    hart->current = 0;
}

// Off every user address space, too: it may be freed.
static void stop(void)
{
    hart_leave_current();
    csr_write(satp, vm_kernel_satp());
}

void hart_stop_answer(void)
{
    struct hart *hart = this_hart();
    if (__atomic_load_n(&hart->stop_asked, __ATOMIC_ACQUIRE)) {
        stop();
        __atomic_store_n(&hart->stop_asked, false, __ATOMIC_RELEASE);
    }
}

// A hart without a current thread is idle or waits for the lock: it loads no user state before it has it.
void hart_stop_all(void)
{
    stop();
    fence_all();
    hart_counters.stops++;
    for (unsigned i = 0; i < BOARD_MAX_HARTS; i++)
        if (&harts[i] != this_hart() && __atomic_load_n(&harts[i].current, __ATOMIC_ACQUIRE) != 0) {
            __atomic_store_n(&harts[i].stop_asked, true, __ATOMIC_RELEASE);
            hart_interrupt(&harts[i]);
            hart_counters.interrupts++;
        }
    for (unsigned i = 0; i < BOARD_MAX_HARTS; i++)
        while (__atomic_load_n(&harts[i].stop_asked, __ATOMIC_ACQUIRE))
            ;
}

void hart_flush_all(unsigned flushes)
{
    fence_all();
    hart_counters.engine_flushes += (flushes & FLUSH_ENGINE) != 0;
    hart_counters.translation_flushes += (flushes & FLUSH_TRANSLATIONS) != 0;
    flush(flushes);
    for (unsigned i = 0; i < BOARD_MAX_HARTS; i++)
        if (harts[i].online && &harts[i] != this_hart())
            harts[i].owed |= (uint8_t)flushes;
}
