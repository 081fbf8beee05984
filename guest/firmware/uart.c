// SPDX-License-Identifier: Apache-2.0
// The 16550A, polled, eight data bits; the machine's reset state suits it.
#include "firmware.h"
#include "format.h"

enum { DATA = 0, LINE_STATUS = 5, RECEIVED = 1, SENDABLE = 0x20 };

static volatile uint8_t *const uart = (volatile uint8_t *)UART_BASE;

void uart_put(char c)
{
    while ((uart[LINE_STATUS] & SENDABLE) == 0)
        ;
    uart[DATA] = (uint8_t)c;
}

int uart_get(void)
{
    return (uart[LINE_STATUS] & RECEIVED) != 0 ? uart[DATA] : -1;
}

static void sink(void *unused, char c)
{
    (void)unused;
    uart_put(c);
}

void firmware_print(const char *pattern, ...)
{
    va_list values;
    va_start(values, pattern);
    format(sink, 0, pattern, values);
    va_end(values);
}
