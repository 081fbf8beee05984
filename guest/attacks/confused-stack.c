// SPDX-License-Identifier: Apache-2.0
// A callee that spoils every register calls its caller back, several times nested, from inside the caller's call, and spoils every register again before it returns. Each level
// finds its own stack and locals as they were, and the returns come in order.
#include "xpc.h"

enum { DEPTH = 5 };

#define SPOIL                                                                                                       \
    "li ra, -1\n li sp, -1\n li gp, -1\n li tp, -1\n li t0, -1\n li t2, -1\n li s0, -1\n li s1, -1\n li a2, -1\n"    \
    "li a3, -1\n li a4, -1\n li a5, -1\n li a6, -1\n li a7, -1\n li s2, -1\n li s3, -1\n li s4, -1\n li s5, -1\n"    \
    "li s6, -1\n li s7, -1\n li s8, -1\n li s9, -1\n li s10, -1\n li s11, -1\n li t3, -1\n li t4, -1\n li t5, -1\n"  \
    "li t6, -1\n"

// a0 = depth, a1 = whom to call back.
__attribute__((naked)) static void hostile(void)
{
    __asm__ volatile(SPOIL "mv t1, a1\n" XPC_ASM_XCALL("t1") SPOIL XPC_ASM_XRET);
}

static int64_t back, attacker;
static volatile unsigned returned;

static uint64_t descend(uint64_t depth, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)x, (void)y, (void)z, (void)u, (void)v;
    volatile uint64_t canaries[16];
    for (unsigned i = 0; i < 16; i++)
        canaries[i] = depth << 8 | i;
    struct xpc_result deeper = {0, DEPTH};
    if (depth < DEPTH)
        deeper = xpc_call(attacker, depth + 1, (uint64_t)back);
    for (unsigned i = 0; i < 16; i++)
        if (canaries[i] != (depth << 8 | i))
            return 0;
    bool in_order = returned == DEPTH - depth;
    returned++;
    return deeper.status == 0 && deeper.value == DEPTH && in_order ? DEPTH : 0;
}

int main(void)
{
    attacker = system3(SYS_XENTRY_CREATE, 0, (uint64_t)hostile, 0);
    back = xpc_register_entry(0, descend, DEPTH);
    struct xpc_result result = xpc_call(back, 1, 0);
    return result.status == 0 && result.value == DEPTH && returned == DEPTH ? 0 : 1;
}
