// SPDX-License-Identifier: Apache-2.0
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdint.h>

void console_write(const char *bytes, uint64_t length);
int console_read(void); // -1 = nothing there
void kernel_print(const char *pattern, ...);

#endif
