// SPDX-License-Identifier: Apache-2.0
// init=attacks: runs every attack as a process of its own. Each must fail, with the exception that is due; the exit status tells.
#include "child.h"
#include "stdio.h"
#include "xpc.h"

enum { LOAD_PAGE_FAULT = 13 };

static const struct {
    const char *program;
    int64_t status;
    const char *exception;
} attacks[] = {
    {"forged-id", 0, "invalid xcall-cap (25), invalid x-entry (24)"},
    {"revoked-capability", 0, "invalid xcall-cap (25)"},
    {"stale-id", 0, "invalid xcall-cap (25)"},
    {"stolen-segment", 0, "invalid linkage (26), thief ended, segment given back"},
    {"swapped-segment", 0, "invalid linkage (26), thief ended, segment given back"},
    {"double-owner", 0, "one thread has it"},
    {"change-after-check", 0, "store page fault (15); through shared memory without a copy it succeeds"},
    {"confused-stack", 0, "each return finds its own stack"},
    {"foreign-segment", EXIT_FAULT + LOAD_PAGE_FAULT, "load page fault (13)"},
    {"link-overflow", 0, "invalid linkage (26)"},
    {"empty-return", EXIT_FAULT + XPC_CAUSE_INVALID_LINKAGE, "invalid linkage (26)"},
    {"wide-mask", 0, "invalid seg-mask (28), swapseg error (27)"},
    {"kernel-mode", 0, "illegal instruction (2)"},
};

int main(void)
{
    int failures = 0;
    if (!program->has_xpc) {
        printf("attacks: skipped, no Xxpc on this machine\n");
        return 0;
    }
    for (unsigned i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        int64_t status = wait_process(start_child(attacks[i].program, "", RIGHT_CALL | RIGHT_GRANT));
        bool stopped = status == attacks[i].status;
        failures += !stopped;
        printf("attack: %s %s: %s (status %ld)\n", attacks[i].program, stopped ? "stopped" : "NOT STOPPED", attacks[i].exception, status);
    }
    printf("attacks: %s\n", failures == 0 ? "all stopped" : "SOME SUCCEEDED");
    return failures;
}
