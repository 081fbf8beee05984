// SPDX-License-Identifier: Apache-2.0
// The frame of every benchmark: checks it once, then repeats it. After each repetition one line:
//     rep NUMBER CHECKSUM INSTRUCTIONS UNITS
// Boot arguments: reps=N ends the machine after N repetitions (0 or absent: never), scale=N makes a repetition 1/N as long.
#include "bench.h"
#include "board.h"
#include "fdt.h"
#include "format.h"
#include "riscv.h"
#include "string.h"

extern const struct bench bench_start[], bench_end[];
bool has_xxpc;

enum { UART_DATA = 0, UART_LINE_STATUS = 5, UART_SENDABLE = 0x20 };

static void put(void *unused, char c)
{
    volatile uint8_t *uart = (volatile uint8_t *)UART_BASE;
    (void)unused;
    while ((uart[UART_LINE_STATUS] & UART_SENDABLE) == 0)
        ;
    uart[UART_DATA] = (uint8_t)c;
}

void print(const char *pattern, ...)
{
    va_list values;
    va_start(values, pattern);
    format(put, 0, pattern, values);
    va_end(values);
}

_Noreturn void finish(unsigned code)
{
    *(volatile uint32_t *)FINISHER_BASE = code == 0 ? FINISHER_PASS : FINISHER_FAIL | code << 16;
    for (;;)
        wait_for_interrupt();
}

_Noreturn void bench_fault(uint64_t cause, uint64_t address, uint64_t value)
{
    print("FAIL exception %lu at %lx, value %lx\n", cause, address, value);
    finish(2);
}

// The number after `name` (which ends with =) at the start of a word of `text`; `otherwise` if there is none.
static uint64_t argument(const char *text, const char *name, uint64_t otherwise)
{
    size_t length = strlen(name);
    for (const char *word = text; *word != 0; word++) {
        if ((word == text || word[-1] == ' ') && strncmp(word, name, length) == 0) {
            uint64_t value = 0;
            for (const char *c = word + length; *c >= '0' && *c <= '9'; c++)
                value = 10 * value + (uint64_t)(*c - '0');
            return value;
        }
    }
    return otherwise;
}

static void check_all(void)
{
    for (const struct bench *bench = bench_start; bench < bench_end; bench++) {
        const char *problem = bench->check();
        if (problem != 0) {
            print("FAIL %s: %s\n", bench->name, problem);
            finish(1);
        }
    }
}

void bench_main(const void *fdt)
{
    struct board_info board;
    fdt_read(fdt, &board);
    has_xxpc = board.has_xxpc;
    uint64_t repetitions = argument(board.bootargs, "reps=", 0);
    uint64_t scale = argument(board.bootargs, "scale=", 1);
    scale = (scale == 0 ? 1 : scale) * (uint64_t)(bench_end - bench_start);

    check_all();
    for (uint64_t n = 1; repetitions == 0 || n <= repetitions; n++) {
        uint64_t checksum = 0, units = 1;
        uint64_t before = csr_read(minstret);
        for (const struct bench *bench = bench_start; bench < bench_end; bench++) {
            uint64_t rounds = bench->rounds / scale;
            rounds = rounds == 0 ? 1 : rounds;
            checksum = checksum_add(checksum, bench->run(rounds));
            units = bench->counts_rounds ? rounds : units;
        }
        uint64_t instructions = csr_read(minstret) - before;
        print("rep %lu %016lx %lu %lu\n", n, checksum, instructions, units);
    }
    finish(0);
}
