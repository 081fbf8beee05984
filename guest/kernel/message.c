// SPDX-License-Identifier: Apache-2.0
#include "message.h"
#include "process.h"
#include "vm.h"

enum { WORDS_BETWEEN_LOOKS = 32 };

int64_t message_buffer_set(struct thread *thread, uint64_t address)
{
    if (thread_runs_in(thread) != thread->process)
        return -E_RIGHT; // inside an x-entry: the buffer is the thread's own
    if (address % IPC_BUFFER_SIZE != 0)
        return -E_ARGUMENT;
    uint64_t physical = address != 0 ? vm_translate(thread->process->root, address, PTE_R | PTE_W) : 0;
    if (address != 0 && (physical == 0 || address >= USER_SHARED))
        return -E_ADDRESS;
    thread->buffer.capability = (struct capability){0, 0};
    if (address != 0)
        thread->buffer.capability = capability_of(CAPABILITY_BUFFER, physical_to_kernel(page_down(physical)), RIGHT_CALL | RIGHT_RECEIVE, 0);
    thread->buffer_address = address;
    return 0;
}

// The thread's buffer, with the right to send from it or to receive to it; null if it has none. In somebody else's x-entry it has none: there
// its own memory is not what the code sees.
static uint64_t *buffer_of(const struct thread *thread, uint64_t right)
{
    struct capability c = thread->buffer.capability;
    if (capability_type(c) != CAPABILITY_BUFFER || !capability_allows(c, right) || thread_runs_in(thread) != thread->process)
        return 0;
    return (uint64_t *)((uint8_t *)capability_object(c) + thread->buffer_address % PAGE_SIZE);
}

int64_t message_refusal(const struct thread *from, uint64_t info)
{
    uint64_t length = info & IPC_LENGTH_MASK;
    if ((info & IPC_CAPABILITIES_MASK) != 0)
        return -E_ARGUMENT;
    if (length > IPC_WORDS_MAX)
        return -E_SIZE;
    return length <= IPC_REGISTER_WORDS || buffer_of(from, RIGHT_CALL) != 0 ? 0 : -E_ADDRESS;
}

static bool interrupt_pending(void)
{
    return (csr_read(sip) & csr_read(sie)) != 0;
}

bool message_transfer(struct thread *to, const struct thread *from, uint64_t badge)
{
    uint64_t info = from->registers[REG_A1], length = info & IPC_LENGTH_MASK;
    if (length > IPC_REGISTER_WORDS) {
        const uint64_t *source = buffer_of(from, RIGHT_CALL);
        uint64_t *target = buffer_of(to, RIGHT_RECEIVE);
        if (source == 0 || target == 0)
            length = IPC_REGISTER_WORDS;
        for (uint64_t i = IPC_REGISTER_WORDS; i < length; i++) {
            if (i % WORDS_BETWEEN_LOOKS == 0 && interrupt_pending())
                return false;
            target[i] = source[i];
        }
    }
    for (unsigned i = 0; i < IPC_REGISTER_WORDS && i < length; i++)
        to->registers[REG_A2 + i] = from->registers[REG_A2 + i];
    to->registers[REG_A1] = (info & ~(IPC_LENGTH_MASK | IPC_CAPABILITIES_MASK | IPC_ZERO_MASK)) | length;
    to->registers[REG_A0] = badge;
    return true;
}
