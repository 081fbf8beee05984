// SPDX-License-Identifier: Apache-2.0
// Ends by the exception that its argument names.
#include "string.h"
#include "system.h"

int main(void)
{
    volatile uint64_t *nowhere = (uint64_t *)8;
    if (strcmp(program->arguments, "load") == 0)
        (void)*nowhere;
    if (strcmp(program->arguments, "store") == 0)
        *(volatile uint64_t *)main = 0; // text is read-only
    if (strcmp(program->arguments, "execute") == 0)
        ((void (*)(void))(USER_STACK_TOP - 64))(); // the stack is not executable
    if (strcmp(program->arguments, "illegal") == 0)
        __asm__ volatile(".word 0");
    if (strcmp(program->arguments, "kernel") == 0)
        (void)*(volatile uint64_t *)0xffffffc080200000;
    return 7;
}
