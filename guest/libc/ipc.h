// SPDX-License-Identifier: Apache-2.0
// Messages through the kernel (abi.h): a label and up to 120 words, of which four travel in registers. More bytes than that: channel.h.
#ifndef IPC_H
#define IPC_H

#include "system.h"

// What came: badge of the sender's capability (receive) or 0 (call), or an error below 0; info and the first words.
struct ipc {
    int64_t badge;
    uint64_t info, words[IPC_REGISTER_WORDS];
};

static inline uint64_t ipc_info(uint64_t label, uint64_t length)
{
    return label << IPC_LABEL_SHIFT | length;
}

static inline uint64_t ipc_label(const struct ipc *message)
{
    return message->info >> IPC_LABEL_SHIFT;
}

// In words.
static inline uint64_t ipc_length(const struct ipc *message)
{
    return message->info & IPC_LENGTH_MASK;
}

static inline struct ipc ipc_system(uint64_t number, int64_t slot, uint64_t info, uint64_t x, uint64_t y, uint64_t z, uint64_t u)
{
    register uint64_t a0 __asm__("a0") = (uint64_t)slot;
    register uint64_t a1 __asm__("a1") = info;
    register uint64_t a2 __asm__("a2") = x;
    register uint64_t a3 __asm__("a3") = y;
    register uint64_t a4 __asm__("a4") = z;
    register uint64_t a5 __asm__("a5") = u;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5) : "r"(a7) : "memory");
    return (struct ipc){(int64_t)a0, a1, {a2, a3, a4, a5}};
}

// Messages of up to four words. Words beyond `length` are not sent.
static inline struct ipc ipc_call(int64_t slot, uint64_t label, uint64_t length, uint64_t x, uint64_t y, uint64_t z, uint64_t u)
{
    return ipc_system(SYS_IPC_CALL, slot, ipc_info(label, length), x, y, z, u);
}

static inline struct ipc ipc_receive(int64_t slot)
{
    return ipc_system(SYS_IPC_RECEIVE, slot, 0, 0, 0, 0, 0);
}

static inline struct ipc ipc_reply_receive(int64_t slot, uint64_t label, uint64_t length, uint64_t x, uint64_t y, uint64_t z, uint64_t u)
{
    return ipc_system(SYS_IPC_REPLY_RECEIVE, slot, ipc_info(label, length), x, y, z, u);
}

// Messages of any length up to IPC_WORDS_MAX. They go through the thread's message buffer, which the first use makes; not inside an x-entry.
struct ipc ipc_call_words(int64_t slot, uint64_t label, const uint64_t *words, uint64_t length);
struct ipc ipc_reply_receive_words(int64_t slot, uint64_t label, const uint64_t *words, uint64_t length);
// The thread can receive messages of more than four words from now on; 0 or an error.
int64_t ipc_receive_long(void);
// The words of a message that came last, up to `capacity`; how many.
uint64_t ipc_words(const struct ipc *message, uint64_t *to, uint64_t capacity);

// The calling thread's message buffer; null if there is no memory, or inside an x-entry.
uint64_t *ipc_buffer(void);
// The context with that bit belongs to a new thread (libxpc).
void ipc_buffer_forget(uint64_t bit);

#endif
