// SPDX-License-Identifier: Apache-2.0
#include "stdio.h"
#include "format.h"
#include "system.h"

struct buffer {
    size_t length, size;
    char *text;
};

static void keep(void *to, char c)
{
    struct buffer *buffer = to;
    if (buffer->length + 1 < buffer->size)
        buffer->text[buffer->length++] = c;
}

static void print(void *to, char c)
{
    struct buffer *buffer = to;
    buffer->text[buffer->length++] = c;
    if (buffer->length == buffer->size) {
        console_write(buffer->text, buffer->length);
        buffer->length = 0;
    }
}

int printf(const char *pattern, ...)
{
    char text[256];
    struct buffer buffer = {0, sizeof text, text};
    va_list values;
    va_start(values, pattern);
    int written = format(print, &buffer, pattern, values);
    va_end(values);
    console_write(text, buffer.length);
    return written;
}

int snprintf(char *to, size_t size, const char *pattern, ...)
{
    struct buffer buffer = {0, size, to};
    va_list values;
    va_start(values, pattern);
    int written = format(keep, &buffer, pattern, values);
    va_end(values);
    if (size > 0)
        to[buffer.length] = 0;
    return written;
}
