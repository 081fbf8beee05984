// SPDX-License-Identifier: Apache-2.0
// The callee of the measure-xpc programs. Its argument is a letter that its x-entries' names end in, so that there can be several:
//     measure-partial-A, measure-full-A    handlers that return the cycle at which they began
//     measure-raw-A                        no trampoline: one rdcycle, left in a1, and xret
//     measure-sum-A                        reads the whole message, and returns the cycle at which it began
#include "measure.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

static uint64_t begin(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    return cycles();
}

static uint64_t read_all(uint64_t operation, uint64_t x, uint64_t y, uint64_t z, uint64_t u, uint64_t v)
{
    (void)operation, (void)x, (void)y, (void)z, (void)u, (void)v;
    const volatile uint64_t *words = relay_address();
    uint64_t count = relay_size() / sizeof *words;
    for (uint64_t i = 0; i < count; i++)
        (void)words[i];
    return cycles();
}

// Sixteen of them, each in a line of its own, so that the first instructions of sixteen servers do not compete for one set of the L1I.
enum { LINE = 64 };
extern char measure_raw_entries[];
__asm__(".pushsection .text.measure_raw_entries, \"ax\"\n"
        ".align 6\n"
        ".globl measure_raw_entries\n"
        ".type measure_raw_entries, @function\n"
        "measure_raw_entries:\n"
        " .rept 16\n"
        " .align 6\n"
        " rdcycle a1\n" XPC_ASM_XRET " .endr\n"
        ".size measure_raw_entries, . - measure_raw_entries\n"
        ".popsection\n");

static void offer(const char *kind, int64_t id)
{
    char name[NAME_MAX];
    snprintf(name, sizeof name, "measure-%s-%s", kind, program->arguments);
    name_register_entry(name, id);
}

int main(void)
{
    if (!program->has_xpc)
        return E_NO_XPC;
    offer("partial", xpc_register_entry(0, begin, 1));
    offer("full", xpc_register_entry_full(0, begin, 1));
    offer("sum", xpc_register_entry(0, read_all, 1));
    uint64_t number = (uint64_t)(program->arguments[0] - 'A') % 16;
    offer("raw", system3(SYS_XENTRY_CREATE, 0, (uint64_t)measure_raw_entries + number * LINE, 0));
    for (;;)
        sleep_ticks(1ul << 40);
}
