// SPDX-License-Identifier: Apache-2.0
#ifndef PANIC_H
#define PANIC_H

#include <stdint.h>

#define PANIC_EXIT_CODE 254

// Ends the machine: code 0 = all went well.
__attribute__((noreturn)) void machine_end(unsigned code);
// Says what is wrong, dumps `registers` (pc, x1..x31) unless null, and ends the machine with PANIC_EXIT_CODE.
__attribute__((noreturn)) void panic(const char *what, const uint64_t *registers);
void print_registers(const uint64_t *registers);

#endif
