// SPDX-License-Identifier: Apache-2.0
#include "format.h"
#include "string.h"
#include <stdbool.h>
#include <stdint.h>

struct spec {
    bool left, zero, is_long;
    int width;
};

// One field, padded to its width: `sign` (0 = none) stands before zeros and behind blanks.
static int field(format_sink sink, void *to, struct spec spec, char sign, const char *text, size_t length)
{
    int written = 0;
    int padding = spec.width - (int)length - (sign != 0);
    if (!spec.left && !spec.zero)
        for (; padding > 0; padding--, written++)
            sink(to, ' ');
    if (sign != 0) {
        sink(to, sign);
        written++;
    }
    if (!spec.left && spec.zero)
        for (; padding > 0; padding--, written++)
            sink(to, '0');
    for (size_t i = 0; i < length; i++, written++)
        sink(to, text[i]);
    for (; padding > 0; padding--, written++)
        sink(to, ' ');
    return written;
}

static int number(format_sink sink, void *to, struct spec spec, char sign, uint64_t value, unsigned base)
{
    char digits[24];
    size_t start = sizeof digits;
    do {
        digits[--start] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    return field(sink, to, spec, sign, digits + start, sizeof digits - start);
}

// One conversion, of the character c.
static int conversion(format_sink sink, void *to, struct spec spec, char c, va_list *values)
{
    spec.zero = spec.zero && c != 's' && c != 'c';
    if (c == 'd' || c == 'i') {
        int64_t value = spec.is_long ? va_arg(*values, long) : va_arg(*values, int);
        return number(sink, to, spec, value < 0 ? '-' : 0, value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
    }
    if (c == 'u' || c == 'x') {
        uint64_t value = spec.is_long ? va_arg(*values, unsigned long) : va_arg(*values, unsigned);
        return number(sink, to, spec, 0, value, c == 'x' ? 16 : 10);
    }
    if (c == 'p') {
        spec.zero = true;
        spec.width = 16;
        return number(sink, to, spec, 0, (uintptr_t)va_arg(*values, void *), 16);
    }
    if (c == 'c') {
        char character = (char)va_arg(*values, int);
        return field(sink, to, spec, 0, &character, 1);
    }
    if (c == 's') {
        const char *text = va_arg(*values, const char *);
        text = text ? text : "(null)";
        return field(sink, to, spec, 0, text, strlen(text));
    }
    sink(to, c);
    return 1;
}

int format(format_sink sink, void *to, const char *pattern, va_list values)
{
    va_list rest;
    va_copy(rest, values);
    int written = 0;
    for (; *pattern != 0; pattern++) {
        if (*pattern != '%') {
            sink(to, *pattern);
            written++;
            continue;
        }
        struct spec spec = {0};
        for (pattern++; *pattern == '-' || *pattern == '0'; pattern++)
            *(*pattern == '-' ? &spec.left : &spec.zero) = true;
        if (*pattern == '*') {
            spec.width = va_arg(rest, int);
            pattern++;
        }
        for (; *pattern >= '0' && *pattern <= '9'; pattern++)
            spec.width = spec.width * 10 + (*pattern - '0');
        for (; *pattern == 'l' || *pattern == 'z'; pattern++)
            spec.is_long = true;
        if (*pattern == 0)
            break;
        written += conversion(sink, to, spec, *pattern, &rest);
    }
    va_end(rest);
    return written;
}
