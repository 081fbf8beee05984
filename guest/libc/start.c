// SPDX-License-Identifier: Apache-2.0
#include "system.h"

struct start *program;

extern int main(void);

__attribute__((noreturn)) void program_start(struct start *start)
{
    program = start;
    exit(main());
}
