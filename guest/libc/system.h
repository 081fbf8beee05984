// SPDX-License-Identifier: Apache-2.0
// System calls as functions; their contracts are in abi.h. Negative results are -E_...
#ifndef SYSTEM_H
#define SYSTEM_H

#include "abi.h"
#include <stddef.h>
#include <stdint.h>

struct system_result {
    int64_t a0;
    uint64_t a1, a2;
};

static inline struct system_result system_call(uint64_t number, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v, uint64_t w)
{
    register uint64_t a0 __asm__("a0") = x;
    register uint64_t a1 __asm__("a1") = y;
    register uint64_t a2 __asm__("a2") = z;
    register uint64_t a3 __asm__("a3") = u;
    register uint64_t a4 __asm__("a4") = v;
    register uint64_t a5 __asm__("a5") = w;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1), "+r"(a2) : "r"(a3), "r"(a4), "r"(a5), "r"(a7) : "memory");
    return (struct system_result){(int64_t)a0, a1, a2};
}

// What every program was started with.
extern struct start *program;

static inline int64_t system3(uint64_t number, uint64_t x, uint64_t y, uint64_t z)
{
    return system_call(number, x, y, z, 0, 0, 0).a0;
}

__attribute__((noreturn)) static inline void exit(int64_t status)
{
    system3(SYS_EXIT, (uint64_t)status, 0, 0);
    __builtin_unreachable();
}

static inline int64_t console_write(const char *bytes, uint64_t length)
{
    return system3(SYS_CONSOLE_WRITE, (uint64_t)bytes, length, 0);
}

static inline int64_t console_read(void)
{
    return system3(SYS_CONSOLE_READ, 0, 0, 0);
}

static inline void yield(void)
{
    system3(SYS_YIELD, 0, 0, 0);
}

static inline void sleep_ticks(uint64_t ticks)
{
    system3(SYS_SLEEP, ticks, 0, 0);
}

// Fresh zeroed pages; null if there are none.
static inline void *memory_more(uint64_t bytes)
{
    int64_t address = system3(SYS_MEMORY, bytes, 0, 0);
    return address > 0 ? (void *)address : NULL;
}

static inline int64_t spawn_process(const struct spawn *spawn)
{
    return system3(SYS_SPAWN, (uint64_t)spawn, 0, 0);
}

// Its exit status; -E_ARGUMENT if it is not a child.
static inline int64_t wait_process(int64_t process)
{
    struct system_result result = system_call(SYS_WAIT, (uint64_t)process, 0, 0, 0, 0, 0);
    return result.a0 == 0 ? (int64_t)result.a1 : result.a0;
}

static inline int64_t kill_process(int64_t process)
{
    return system3(SYS_KILL, (uint64_t)process, 0, 0);
}

// 0 = whose code runs: after an xcall the callee's.
static inline uint64_t identity(int64_t thread)
{
    return (uint64_t)system3(SYS_IDENTITY, (uint64_t)thread, 0, 0);
}

static inline int64_t endpoint_create(void)
{
    return system3(SYS_ENDPOINT_CREATE, 0, 0, 0);
}

// The slot in the process of `identity`, where its badge will be that identity.
static inline int64_t grant(int64_t slot, uint64_t rights, uint64_t identity)
{
    return system3(SYS_GRANT, (uint64_t)slot, rights, identity);
}

// The calling thread runs on that hart alone; -1 = on any.
static inline int64_t pin_to_hart(int64_t hart)
{
    return system3(SYS_PIN, (uint64_t)hart, 0, 0);
}

// Bound to the calling thread: a signal ends its receive, with the signaller's badge and an empty message.
static inline int64_t notification_create(void)
{
    return system3(SYS_NOTIFICATION_CREATE, 0, 0, 0);
}

static inline int64_t signal(int64_t slot)
{
    return system3(SYS_SIGNAL, (uint64_t)slot, 0, 0);
}

static inline int64_t xcall_grant(int64_t id, uint64_t rights, uint64_t identity)
{
    return system3(SYS_XCALL_GRANT, (uint64_t)id, rights, identity);
}

static inline int64_t xcall_revoke(int64_t id, uint64_t identity)
{
    return system3(SYS_XCALL_REVOKE, (uint64_t)id, identity, 0);
}

static inline uint64_t instructions(void)
{
    uint64_t count;
    __asm__ volatile("rdinstret %0" : "=r"(count)::"memory");
    return count;
}

#endif
