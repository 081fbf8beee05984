// SPDX-License-Identifier: Apache-2.0
#include "ipc.h"
#include "context.h"
#include "string.h"

enum { PAGE = 4096 };

static uint64_t *buffers[XPC_CONTEXTS];
static uint64_t registered; // bit i: the thread of context i told the kernel of buffers[i]

uint64_t *ipc_buffer(void)
{
    const struct xpc_context *context = context_current();
    unsigned index = (unsigned)__builtin_ctzl(context->bit);
    if (context->point != NULL)
        return NULL; // an x-entry's: the buffer belongs to the thread that called
    if ((__atomic_load_n(&registered, __ATOMIC_RELAXED) & context->bit) != 0)
        return buffers[index];
    if (buffers[index] == NULL)
        buffers[index] = memory_more(PAGE);
    if (buffers[index] == NULL || system3(SYS_IPC_BUFFER, (uint64_t)buffers[index], 0, 0) != 0)
        return NULL;
    __atomic_fetch_or(&registered, context->bit, __ATOMIC_RELAXED);
    return buffers[index];
}

void ipc_buffer_forget(uint64_t bit)
{
    __atomic_fetch_and(&registered, ~bit, __ATOMIC_RELAXED);
}

int64_t ipc_receive_long(void)
{
    return ipc_buffer() != NULL ? 0 : -E_MEMORY;
}

static struct ipc with_words(uint64_t number, int64_t slot, uint64_t label, const uint64_t *words, uint64_t length)
{
    uint64_t first[IPC_REGISTER_WORDS] = {0}, *buffer = length > IPC_REGISTER_WORDS ? ipc_buffer() : NULL;
    for (uint64_t i = 0; i < IPC_REGISTER_WORDS && i < length; i++)
        first[i] = words[i];
    if (buffer != NULL && length <= IPC_WORDS_MAX) // otherwise the kernel refuses it
        memcpy(buffer + IPC_REGISTER_WORDS, words + IPC_REGISTER_WORDS, (length - IPC_REGISTER_WORDS) * sizeof *words);
    uint64_t info = ipc_info(label, length <= IPC_LENGTH_MASK ? length : IPC_LENGTH_MASK);
    return ipc_system(number, slot, info, first[0], first[1], first[2], first[3]);
}

struct ipc ipc_call_words(int64_t slot, uint64_t label, const uint64_t *words, uint64_t length)
{
    return with_words(SYS_IPC_CALL, slot, label, words, length);
}

struct ipc ipc_reply_receive_words(int64_t slot, uint64_t label, const uint64_t *words, uint64_t length)
{
    return with_words(SYS_IPC_REPLY_RECEIVE, slot, label, words, length);
}

uint64_t ipc_words(const struct ipc *message, uint64_t *to, uint64_t capacity)
{
    uint64_t length = ipc_length(message) < capacity ? ipc_length(message) : capacity;
    const uint64_t *buffer = length > IPC_REGISTER_WORDS ? ipc_buffer() : NULL;
    for (uint64_t i = 0; i < IPC_REGISTER_WORDS && i < length; i++)
        to[i] = message->words[i];
    if (buffer != NULL)
        memcpy(to + IPC_REGISTER_WORDS, buffer + IPC_REGISTER_WORDS, (length - IPC_REGISTER_WORDS) * sizeof *to);
    return length;
}
