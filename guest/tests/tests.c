// SPDX-License-Identifier: Apache-2.0
// init=tests: every test program; the exit status is the number of failed tests.
#include "child.h"
#include "stdio.h"

int main(void)
{
    int64_t failures = wait_process(start_child("test-kernel", "", RIGHT_CALL | RIGHT_GRANT));
    failures += wait_process(start_child("test-ipc", "", RIGHT_CALL | RIGHT_GRANT));
    if (program->has_xpc)
        failures += wait_process(start_child("test-xpc", "", RIGHT_CALL | RIGHT_GRANT));
    else
        printf("tests: test-xpc skipped, no Xxpc on this machine\n");
    printf("tests: %s\n", failures == 0 ? "all passed" : "FAILED");
    return (int)failures;
}
