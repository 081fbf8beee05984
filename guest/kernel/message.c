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

// Looks up what is sent along; null if it may not be.
static const struct slot *sent_along(struct thread *from, const uint64_t *buffer)
{
    const struct slot *slot = capability_find_slot(thread_node(from), buffer[IPC_CAPABILITY_WORD]);
    return slot != 0 && capability_type(slot->capability) != CAPABILITY_NONE && capability_allows(slot->capability, RIGHT_GRANT) ? slot : 0;
}

int64_t message_refusal(struct thread *from, uint64_t info, bool may_grant)
{
    uint64_t length = info & IPC_LENGTH_MASK, count = (info & IPC_CAPABILITIES_MASK) >> IPC_CAPABILITIES_SHIFT;
    const uint64_t *buffer = buffer_of(from, RIGHT_CALL);
    if (count > 1)
        return -E_ARGUMENT;
    if (length > IPC_WORDS_MAX)
        return -E_SIZE;
    if ((length > IPC_REGISTER_WORDS || count != 0) && buffer == 0)
        return -E_ADDRESS;
    return count == 0 || (may_grant && sent_along(from, buffer) != 0) ? 0 : -E_RIGHT;
}

// How many capabilities went along: 0 or 1.
static uint64_t give(struct thread *to, uint64_t *target, struct thread *from, const uint64_t *source)
{
    const struct slot *slot = source != 0 && target != 0 && target[IPC_ACCEPT_WORD] != 0 ? sent_along(from, source) : 0;
    if (slot == 0)
        return 0;
    enum { ALL = RIGHT_CALL | RIGHT_GRANT | RIGHT_RECEIVE };
    uint64_t rights = slot->capability.word0 >> RIGHTS_SHIFT & ALL;
    int64_t taken = capability_grant(from, source[IPC_CAPABILITY_WORD], rights, to->process, to->runtime->xcallcap);
    if (taken < 0)
        return 0;
    target[IPC_CAPABILITY_WORD] = (uint64_t)taken;
    target[IPC_ACCEPT_WORD] = 0;
    return 1;
}

static bool interrupt_pending(void)
{
    return (csr_read(sip) & csr_read(sie)) != 0;
}

// Words first to last - 1 from buffer to buffer; false: an interrupt is pending.
static bool copy_buffer(uint64_t *target, const uint64_t *source, uint64_t first, uint64_t last)
{
    for (uint64_t i = first; i < last; i++) {
        if (i % WORDS_BETWEEN_LOOKS == 0 && interrupt_pending())
            return false;
        target[i] = source[i];
    }
    return true;
}

bool message_transfer(struct thread *to, struct thread *from, uint64_t badge)
{
    uint64_t info = from->registers[REG_A1], length = info & IPC_LENGTH_MASK;
    uint64_t *target = buffer_of(to, RIGHT_RECEIVE);
    const uint64_t *source = buffer_of(from, RIGHT_CALL);
    if (length > IPC_REGISTER_WORDS && (source == 0 || target == 0))
        length = IPC_REGISTER_WORDS;
    if (length > IPC_REGISTER_WORDS && !copy_buffer(target, source, IPC_REGISTER_WORDS, length))
        return false;
    for (unsigned i = 0; i < IPC_REGISTER_WORDS && i < length; i++)
        to->registers[REG_A2 + i] = from->registers[REG_A2 + i];
    uint64_t count = (info & IPC_CAPABILITIES_MASK) != 0 ? give(to, target, from, source) : 0;
    info &= ~(IPC_LENGTH_MASK | IPC_CAPABILITIES_MASK | IPC_ZERO_MASK);
    to->registers[REG_A1] = info | count << IPC_CAPABILITIES_SHIFT | length;
    to->registers[REG_A0] = badge;
    return true;
}
