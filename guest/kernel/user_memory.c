// SPDX-License-Identifier: Apache-2.0
#include "user_memory.h"
#include "hart.h"
#include "process.h"
#include "string.h"
#include "xxpc.h"

// The physical address of `va`; *contiguous: how many bytes from there on are mapped alike. 0 if the access is not allowed.
static uint64_t translate(struct thread *thread, uint64_t va, bool write, uint64_t *contiguous)
{
    if (va >= RELAY_BASE) { // only a segment can be there
        if (this_hart()->current == thread)
            xpc_state_save(thread);
        uint64_t length = thread->xpc.seg_len & XPC_SEG_LENGTH, offset = va - thread->xpc.seg_va;
        if (va < thread->xpc.seg_va || offset >= length || (write && (thread->xpc.seg_len & XPC_SEG_WRITABLE) == 0))
            return 0;
        *contiguous = length - offset;
        return thread->xpc.seg_pa + offset;
    }
    *contiguous = PAGE_SIZE - va % PAGE_SIZE;
    return vm_translate(thread_runs_in(thread)->root, va, write ? PTE_W : PTE_R);
}

bool user_may(struct thread *thread, uint64_t va, uint64_t length, bool write)
{
    if (length > USER_END || va > USER_END - length)
        return false;
    for (uint64_t step; length > 0; va += step, length -= step) {
        if (translate(thread, va, write, &step) == 0)
            return false;
        step = step < length ? step : length;
    }
    return true;
}

static uint64_t least(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

bool user_read(struct thread *thread, void *to, uint64_t va, uint64_t length)
{
    if (!user_may(thread, va, length, false))
        return false;
    for (uint64_t done = 0, step; done < length; done += step) {
        const void *from = physical_to_kernel(translate(thread, va + done, false, &step));
        step = least(step, length - done);
        memcpy((uint8_t *)to + done, from, step);
    }
    return true;
}

bool user_write(struct thread *thread, uint64_t va, const void *from, uint64_t length)
{
    if (!user_may(thread, va, length, true))
        return false;
    for (uint64_t done = 0, step; done < length; done += step) {
        void *to = physical_to_kernel(translate(thread, va + done, true, &step));
        step = least(step, length - done);
        memcpy(to, (const uint8_t *)from + done, step);
    }
    return true;
}

bool user_copy(struct thread *to, uint64_t to_va, struct thread *from, uint64_t from_va, uint64_t length)
{
    for (uint64_t done = 0, step; done < length; done += step) {
        uint64_t room, rest;
        uint64_t target = translate(to, to_va + done, true, &room);
        uint64_t source = translate(from, from_va + done, false, &rest);
        if (target == 0 || source == 0)
            return false;
        step = least(least(room, rest), length - done);
        memcpy(physical_to_kernel(target), physical_to_kernel(source), step);
    }
    return true;
}
