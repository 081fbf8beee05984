// SPDX-License-Identifier: Apache-2.0
#include "panic.h"
#include "console.h"
#include "riscv.h"
#include "sbi_call.h"

void machine_end(unsigned code)
{
    sbi_call(SBI_SRST, 0, SBI_SRST_SHUTDOWN, code == 0 ? SBI_SRST_NO_REASON : SBI_SRST_EXIT_CODE | (code & 0xffff), 0);
    for (;;)
        wait_for_interrupt();
}

void print_registers(const uint64_t *registers)
{
    static const char names[32][5] = {"pc", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
                                      "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
    for (int i = 0; i < 32; i++)
        kernel_print("  %-4s %016lx%s", names[i], registers[i], i % 4 == 3 ? "\n" : "");
}

void panic(const char *what, const uint64_t *registers)
{
    kernel_print("\nkernel: panic: %s\n  scause %lx stval %lx satp %lx\n", what, csr_read(scause), csr_read(stval), csr_read(satp));
    if (registers != 0)
        print_registers(registers);
    machine_end(PANIC_EXIT_CODE);
}
