// SPDX-License-Identifier: Apache-2.0
#ifndef ELF_H
#define ELF_H

#include "archive.h"
#include "vm.h"

// Loads a static RISC-V ELF64 program into a fresh address space. The entry address, or 0 if it is not such a program or does not fit.
uint64_t elf_load(const struct file *file, page_table root);
// The function of the program that `address` lies in, and how far in; null if its symbol table tells of none.
const char *elf_symbol(const struct file *file, uint64_t address, uint64_t *offset);

#endif
