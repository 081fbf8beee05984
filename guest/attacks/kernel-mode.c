// SPDX-License-Identifier: Apache-2.0
// xcall in S-mode: the kernel tried it at boot and says which exception it got.
#include "xpc.h"

int main(void)
{
    enum { ILLEGAL_INSTRUCTION = 2 };
    return system3(SYS_SELF_TEST, 0, 0, 0) != ILLEGAL_INSTRUCTION;
}
