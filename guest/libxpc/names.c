// SPDX-License-Identifier: Apache-2.0
#include "names.h"
#include "string.h"

// Over the name server's x-entry: kind and value in one word each, the name in three.
static int64_t ask_entry(uint64_t operation, const char *name, int64_t value)
{
    uint64_t words[NAME_WORDS] = {0};
    strlcpy((char *)words, name, sizeof words);
    struct xpc_result result = xpc_call6((int64_t)program->names_entry, operation, words[0], words[1], words[2], (uint64_t)value, 0);
    return result.status < 0 ? result.status : (int64_t)result.value;
}

static int64_t ask_endpoint(uint64_t operation, const char *name, int64_t value)
{
    uint64_t words[NAME_WORDS] = {0};
    strlcpy((char *)words, name, sizeof words);
    struct ipc answer =
        ipc_call(program->names_endpoint, operation, NAME_WORDS + 1, words[0], words[1], words[2], (uint64_t)value);
    return answer.badge < 0 ? answer.badge : (int64_t)answer.words[0];
}

int64_t name_register_entry(const char *name, int64_t id)
{
    int64_t error = xcall_grant(id, RIGHT_CALL | RIGHT_GRANT, program->names_identity);
    return error < 0 ? error : ask_entry(NAMES_REGISTER, name, id);
}

int64_t name_register_endpoint(const char *name, int64_t slot)
{
    int64_t theirs = grant(slot, RIGHT_CALL | RIGHT_GRANT, program->names_identity);
    return theirs < 0 ? theirs : ask_endpoint(NAMES_REGISTER, name, theirs);
}

int64_t name_look_up_entry(const char *name)
{
    return ask_entry(NAMES_LOOK_UP, name, 0);
}

int64_t name_look_up_endpoint(const char *name)
{
    return ask_endpoint(NAMES_LOOK_UP, name, 0);
}

static int64_t wait_for(int64_t (*look_up)(const char *), const char *name)
{
    int64_t value;
    while ((value = look_up(name)) == -E_NAME)
        yield();
    return value;
}

int64_t name_wait_entry(const char *name)
{
    return wait_for(name_look_up_entry, name);
}

int64_t name_wait_endpoint(const char *name)
{
    return wait_for(name_look_up_endpoint, name);
}
