// SPDX-License-Identifier: Apache-2.0
#ifndef CHILD_H
#define CHILD_H

#include "system.h"

// Starts a program that may reach the name server, with `rights` over it (RIGHT_GRANT: may start further ones so). Its number, or an error.
int64_t start_child(const char *name, const char *arguments, uint64_t rights);

#endif
