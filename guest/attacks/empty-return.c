// SPDX-License-Identifier: Apache-2.0
// Returns without having been called: the link stack is empty.
#include "xpc.h"

int main(void)
{
    __asm__ volatile(XPC_ASM_XRET ::: "memory");
    return 1;
}
