// SPDX-License-Identifier: Apache-2.0
// The firmware's console.
#include "console.h"
#include "format.h"
#include "memory_map.h"
#include "sbi_call.h"

void console_write(const char *bytes, uint64_t length)
{
    sbi_call(SBI_DBCN, SBI_DBCN_WRITE, length, kernel_to_physical(bytes), 0);
}

int console_read(void)
{
    return (int)sbi_call(SBI_LEGACY_GETCHAR, 0, 0, 0, 0);
}

// Collects a line, so that one call of the firmware prints it.
struct line {
    uint64_t length;
    char text[120];
};

static void sink(void *to, char c)
{
    struct line *line = to;
    line->text[line->length++] = c;
    if (line->length == sizeof line->text) {
        console_write(line->text, line->length);
        line->length = 0;
    }
}

void kernel_print(const char *pattern, ...)
{
    struct line line = {0};
    va_list values;
    va_start(values, pattern);
    format(sink, &line, pattern, values);
    va_end(values);
    console_write(line.text, line.length);
}
