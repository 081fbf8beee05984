// SPDX-License-Identifier: Apache-2.0
#include "child.h"
#include "string.h"

int64_t start_child(const char *name, const char *arguments, uint64_t rights)
{
    struct spawn spawn = {
        .priority = PRIORITY_DEFAULT,
        .names_entry = program->names_entry,
        .names_endpoint = program->names_endpoint,
        .names_identity = program->names_identity,
        .rights = rights,
    };
    strlcpy(spawn.program, name, sizeof spawn.program);
    strlcpy(spawn.arguments, arguments, sizeof spawn.arguments);
    return spawn_process(&spawn);
}
