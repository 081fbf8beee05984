// SPDX-License-Identifier: Apache-2.0
// init=tour, which `xpc demo` watches: a letter on its way A -> B -> C, then round trips to the echo server.
#include "child.h"
#include "stdio.h"

static int64_t servers[3];
static unsigned server_count;

static void serve(const char *name)
{
    servers[server_count++] = start_child(name, "", RIGHT_CALL);
}

static int run(const char *name)
{
    int64_t status = wait_process(start_child(name, "", RIGHT_CALL));
    if (status != 0)
        printf("tour: %s ended with status %ld\n", name, status);
    return status != 0;
}

int main(void)
{
    serve("letter-c");
    serve("letter-b");
    int failures = run("letter-a");
    serve("echo");
    failures += run("bench");
    while (server_count > 0)
        kill_process(servers[--server_count]);
    printf("tour: %s\n", failures == 0 ? "ok" : "failed");
    return failures;
}
