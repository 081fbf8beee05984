// SPDX-License-Identifier: Apache-2.0
#include "termination.h"
#include "hart.h"
#include "link_stack.h"
#include "string.h"

static bool by_clearing;

void termination_choose(const char *bootargs)
{
    by_clearing = strstr(bootargs, "termination=clear") != 0;
}

void termination_disown(struct process *process)
{
    if (by_clearing) {
        vm_clear(process->root);
        hart_flush_all(FLUSH_TRANSLATIONS);
    } else {
        link_stack_disown(process);
    }
}

static bool somebody_is_in(const struct process *process)
{
    for (unsigned i = 0; i < THREAD_COUNT; i++)
        if (thread_lives(thread_at(i)) && thread_runs_in(thread_at(i)) == process)
            return true;
    return false;
}

bool termination_complete(const struct process *process)
{
    return !by_clearing || (!somebody_is_in(process) && !link_stack_names(process));
}
