// SPDX-License-Identifier: Apache-2.0
#ifndef FORMAT_H
#define FORMAT_H

#include <stdarg.h>

// Where formatted characters go.
typedef void (*format_sink)(void *to, char c);

// printf's conversions %d %i %u %x %c %s %p %%, flags 0 and -, a width (a number or *), lengths l and z. Returns the characters written.
int format(format_sink sink, void *to, const char *pattern, va_list values);

#endif
