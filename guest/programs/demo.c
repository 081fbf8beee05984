// SPDX-License-Identifier: Apache-2.0
// init=demo: the chain A -> B -> C, then round trips with and without XPC.
#include "child.h"
#include "stdio.h"

static int64_t servers[4];
static unsigned server_count;

static void serve(const char *name)
{
    servers[server_count++] = start_child(name, "", RIGHT_CALL);
}

static int run(const char *name)
{
    int64_t status = wait_process(start_child(name, "", RIGHT_CALL));
    if (status != 0)
        printf("demo: %s ended with status %ld\n", name, status);
    return status != 0;
}

int main(void)
{
    int failures = 0;
    if (program->has_xpc) {
        serve("chain-c");
        serve("chain-b");
        failures += run("chain-a");
    } else {
        printf("demo: no Xxpc on this machine: endpoint IPC only\n");
    }
    serve("echo");
    failures += run("bench");
    while (server_count > 0)
        kill_process(servers[--server_count]);
    printf("demo: %s\n", failures == 0 ? "ok" : "failed");
    return failures;
}
