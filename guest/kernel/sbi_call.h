// SPDX-License-Identifier: Apache-2.0
#ifndef SBI_CALL_H
#define SBI_CALL_H

#include "sbi.h"
#include <stdint.h>

// One call of the firmware; its error (SBI_SUCCESS = 0).
static inline int64_t sbi_call(uint64_t extension, uint64_t function, uint64_t x, uint64_t y, uint64_t z)
{
    register uint64_t a0 __asm__("a0") = x;
    register uint64_t a1 __asm__("a1") = y;
    register uint64_t a2 __asm__("a2") = z;
    register uint64_t a6 __asm__("a6") = function;
    register uint64_t a7 __asm__("a7") = extension;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
    return (int64_t)a0;
}

#endif
