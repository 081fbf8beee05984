// SPDX-License-Identifier: Apache-2.0
// What the kernel tries on itself at boot.
#include "self_test.h"
#include "riscv.h"

extern uint64_t trap_probe_xcall(uint64_t id);
extern char trap_probe_xcall_end[];

uint64_t self_test_xcall_cause = -1ul;

bool self_test_expects(uint64_t *registers)
{
    if (registers[0] != (uint64_t)trap_probe_xcall)
        return false;
    self_test_xcall_cause = csr_read(scause);
    registers[0] = (uint64_t)trap_probe_xcall_end;
    return true;
}

void self_test_run(void)
{
    trap_probe_xcall(1);
}
