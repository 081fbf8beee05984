// SPDX-License-Identifier: Apache-2.0
// The first process: starts the name server, then the program that the kernel's command line names (init=NAME, or init=NAME:ARGUMENTS), and ends
// with its exit status: so does the machine.
#include "child.h"
#include "names.h"
#include "stdio.h"
#include "string.h"

// The name server grants us its endpoint as slot 0 as soon as it runs.
static void meet_name_server(void)
{
    struct ipc hello;
    program->names_endpoint = 0;
    while ((hello = ipc_call(0, NAMES_HELLO, 0, 0, 0, 0, 0)).badge != 0 || ipc_length(&hello) != 2)
        yield();
    program->names_identity = hello.words[0];
    program->names_entry = hello.words[1];
}

int main(void)
{
    int64_t names = start_child("nameserver", "", 0);
    if (names < 0) {
        printf("init: cannot start the name server (%ld)\n", names);
        return 2;
    }
    meet_name_server();
    char *arguments = strchr(program->arguments, ':');
    if (arguments != NULL)
        *arguments++ = 0;
    int64_t chosen = start_child(program->arguments, arguments != NULL ? arguments : "", RIGHT_CALL | RIGHT_GRANT);
    if (chosen < 0) {
        printf("init: cannot start \"%s\" (%ld)\n", program->arguments, chosen);
        return 2;
    }
    return (int)wait_process(chosen);
}
