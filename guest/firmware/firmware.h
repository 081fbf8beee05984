// SPDX-License-Identifier: Apache-2.0
// The M-mode firmware: an SBI for a kernel in S-mode. One line per file says what it is for.
#ifndef FIRMWARE_H
#define FIRMWARE_H

#include "board.h"
#include "riscv.h"
#include <stdbool.h>
#include <stdint.h>

// Registers of a trap into M-mode, as trap.S lays them down: x1..x31 at 8 * number, mepc in the place of x0.
struct trap_frame {
    uint64_t pc;
    uint64_t x[32 - 1];
};
#define REGISTER(frame, number) ((frame)->x[(number) - 1])
enum { RA = 1, SP = 2, A0 = 10, A1 = 11, A2 = 12, A3 = 13, A6 = 16, A7 = 17 };

struct sbi_result {
    int64_t error;
    uint64_t value;
};

static inline void write32(uint64_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}

static inline void write64(uint64_t address, uint64_t value)
{
    *(volatile uint64_t *)address = value;
}

static inline uint64_t read64(uint64_t address)
{
    return *(volatile uint64_t *)address;
}

static inline unsigned this_hart(void)
{
    return (unsigned)csr_read(mhartid);
}

// uart.c: the console, polled
void uart_put(char c);
int uart_get(void); // -1 = nothing there
void firmware_print(const char *pattern, ...);

// finisher.c: the end of the machine. Code 0 = passed.
__attribute__((noreturn)) void machine_end(unsigned code);
__attribute__((noreturn)) void machine_reset(void);

// probe.S: tries to set bits of a CSR that may not exist; the value read back, or 0.
uint64_t probe_menvcfg(uint64_t bits);

// hart.c: what every hart does before it serves anybody
void hart_init(void);
extern bool hart_has_sstc;

// timer.c
void timer_set(uint64_t deadline);
void timer_fired(void);

// mailbox.c: work that one hart asks of another
enum { MAIL_SOFT = 1, MAIL_FENCE_I = 2, MAIL_SFENCE = 4, MAIL_START = 8 };
void mailbox_read(void);
struct sbi_result mailbox_send(uint64_t mask, uint64_t base, uint32_t work, bool wait);

// hsm.c: starting and stopping harts
void hsm_init(uint64_t present);
bool hsm_present(uint64_t hart);
__attribute__((noreturn)) void hsm_park(void);
__attribute__((noreturn)) void hsm_enter_kernel(uint64_t pc, uint64_t opaque);
struct sbi_result hsm_call(uint64_t function, uint64_t hart, uint64_t pc, uint64_t opaque);

// sbi.c: one ecall of the kernel
struct sbi_result sbi_call(uint64_t extension, uint64_t function, const uint64_t *a);

#endif
