// SPDX-License-Identifier: Apache-2.0
// The table of SBI extensions: one row each.
#include "sbi.h"
#include "firmware.h"

enum { SPEC_VERSION_1_0 = 1 << 24, EXIT_CODE_MASK = 0xffff };

static const struct sbi_result unsupported = {SBI_ERR_NOT_SUPPORTED, 0};

static struct sbi_result ok(uint64_t value)
{
    return (struct sbi_result){SBI_SUCCESS, value};
}

static struct sbi_result time_call(uint64_t function, const uint64_t *a)
{
    if (function != 0)
        return unsupported;
    timer_set(a[0]);
    return ok(0);
}

static struct sbi_result ipi_call(uint64_t function, const uint64_t *a)
{
    return function == 0 ? mailbox_send(a[0], a[1], MAIL_SOFT, false) : unsupported;
}

// Every fence of an address range is done as a fence of everything, which the specification allows.
static struct sbi_result rfence_call(uint64_t function, const uint64_t *a)
{
    switch (function) {
    case SBI_RFENCE_I:
        return mailbox_send(a[0], a[1], MAIL_FENCE_I, true);
    case SBI_RFENCE_VMA:
    case SBI_RFENCE_VMA_ASID:
        return mailbox_send(a[0], a[1], MAIL_SFENCE, true);
    default:
        return unsupported;
    }
}

static struct sbi_result hsm_row(uint64_t function, const uint64_t *a)
{
    return hsm_call(function, a[0], a[1], a[2]);
}

static struct sbi_result srst_call(uint64_t function, const uint64_t *a)
{
    uint32_t type = (uint32_t)a[0], reason = (uint32_t)a[1];
    if (function != 0)
        return unsupported;
    if (type == SBI_SRST_COLD_REBOOT || type == SBI_SRST_WARM_REBOOT)
        machine_reset();
    if (type != SBI_SRST_SHUTDOWN)
        return (struct sbi_result){SBI_ERR_INVALID_PARAM, 0};
    machine_end(reason >= SBI_SRST_EXIT_CODE ? reason & EXIT_CODE_MASK : reason);
}

// a[0] bytes at physical address a[1] (a[2]: bits 64 and up, zero here).
static struct sbi_result dbcn_call(uint64_t function, const uint64_t *a)
{
    char *bytes = (char *)a[1];
    uint64_t done = 0;
    switch (function) {
    case SBI_DBCN_WRITE:
        for (; done < a[0]; done++)
            uart_put(bytes[done]);
        return ok(done);
    case SBI_DBCN_READ:
        for (int c; done < a[0] && (c = uart_get()) >= 0; done++)
            bytes[done] = (char)c;
        return ok(done);
    case SBI_DBCN_WRITE_BYTE:
        uart_put((char)a[0]);
        return ok(0);
    default:
        return unsupported;
    }
}

static struct sbi_result base_call(uint64_t function, const uint64_t *a);

static struct sbi_result legacy_set_timer(uint64_t function, const uint64_t *a)
{
    (void)function;
    timer_set(a[0]);
    return ok(0);
}

static struct sbi_result legacy_putchar(uint64_t function, const uint64_t *a)
{
    (void)function;
    uart_put((char)a[0]);
    return ok(0);
}

static struct sbi_result legacy_getchar(uint64_t function, const uint64_t *a)
{
    (void)function;
    (void)a;
    return (struct sbi_result){uart_get(), 0};
}

static struct sbi_result legacy_shutdown(uint64_t function, const uint64_t *a)
{
    (void)function;
    (void)a;
    machine_end(0);
}

static const struct {
    uint64_t extension;
    struct sbi_result (*call)(uint64_t function, const uint64_t *a);
} extensions[] = {
    {SBI_LEGACY_SET_TIMER, legacy_set_timer},
    {SBI_LEGACY_PUTCHAR, legacy_putchar},
    {SBI_LEGACY_GETCHAR, legacy_getchar},
    {SBI_LEGACY_SHUTDOWN, legacy_shutdown},
    {SBI_BASE, base_call},
    {SBI_TIME, time_call},
    {SBI_IPI, ipi_call},
    {SBI_RFENCE, rfence_call},
    {SBI_HSM, hsm_row},
    {SBI_SRST, srst_call},
    {SBI_DBCN, dbcn_call},
};

static bool implemented(uint64_t extension)
{
    for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (extensions[i].extension == extension)
            return true;
    return false;
}

static struct sbi_result base_call(uint64_t function, const uint64_t *a)
{
    switch (function) {
    case SBI_BASE_SPEC_VERSION:
        return ok(SPEC_VERSION_1_0);
    case SBI_BASE_IMPL_ID:
    case SBI_BASE_IMPL_VERSION:
        return ok(0);
    case SBI_BASE_PROBE:
        return ok(implemented(a[0]));
    case SBI_BASE_MVENDORID:
        return ok(csr_read(mvendorid));
    case SBI_BASE_MARCHID:
        return ok(csr_read(marchid));
    case SBI_BASE_MIMPID:
        return ok(csr_read(mimpid));
    default:
        return unsupported;
    }
}

struct sbi_result sbi_call(uint64_t extension, uint64_t function, const uint64_t *a)
{
    for (unsigned i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (extensions[i].extension == extension)
            return extensions[i].call(function, a);
    return unsupported;
}
