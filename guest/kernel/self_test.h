// SPDX-License-Identifier: Apache-2.0
#ifndef SELF_TEST_H
#define SELF_TEST_H

#include <stdbool.h>
#include <stdint.h>

// The exception that an xcall in S-mode raised at boot: must be CAUSE_ILLEGAL, with and without Xxpc.
extern uint64_t self_test_xcall_cause;
void self_test_run(void);
// Whether a trap in the kernel (registers: pc, x1..x31) is one that a self-test waits for; then the pc is set behind it.
bool self_test_expects(uint64_t *registers);

#endif
