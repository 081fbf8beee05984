// SPDX-License-Identifier: Apache-2.0
// From the first instruction in C to the first user program. `init=NAME` on the command line is handed to it as its argument;
// `xpcctl=0x...` is the XPC engine's control word.
#include "archive.h"
#include "console.h"
#include "fdt.h"
#include "hart.h"
#include "layout.h"
#include "page.h"
#include "panic.h"
#include "process.h"
#include "scheduler.h"
#include "self_test.h"
#include "string.h"
#include "termination.h"
#include "timer.h"
#include "vm.h"
#include "xentry.h"
#include "xxpc.h"

static void start_init(const char *bootargs)
{
    static const char option[] = "init=";
    struct start start = {.names_endpoint = -1};
    const char *chosen = strstr(bootargs, option);
    chosen = chosen != 0 ? chosen + strlen(option) : "demo";
    for (unsigned i = 0; i < sizeof start.arguments - 1 && chosen[i] != 0 && chosen[i] != ' '; i++)
        start.arguments[i] = chosen[i];
    int64_t error;
    struct process *init = process_start("init", 0, PRIORITY_DEFAULT, &start, &error);
    if (init == 0)
        panic(error == -E_NAME ? "no init in the initial archive" : "init cannot be loaded", 0);
    scheduler_ready(process_first_thread(init));
}

// Free memory: from the kernel's end to the end of RAM, without the initial archive and the device tree.
static void find_memory(const struct board_info *board, uint64_t fdt)
{
    extern char kernel_end[];
    uint64_t holes[2][2] = {{board->initrd_start, board->initrd_end}, {fdt, fdt + board->fdt_size}};
    uint64_t end = board->ram_base + board->ram_size;
    if (holes[0][0] > holes[1][0])
        for (int i = 0; i < 2; i++) {
            uint64_t swap = holes[0][i];
            holes[0][i] = holes[1][i];
            holes[1][i] = swap;
        }
    uint64_t from = page_init(board->ram_base, end, kernel_to_physical(kernel_end));
    for (int i = 0; i < 2; i++)
        if (holes[i][1] > from) {
            page_add(from, holes[i][0]);
            from = page_up(holes[i][1]);
        }
    page_add(from, end);
}

__attribute__((noreturn)) void kernel_main(uint64_t hart, uint64_t fdt)
{
    struct board_info board;
    hart_init(hart);
    if (!fdt_read(physical_to_kernel(fdt), &board) || board.ram_size == 0)
        panic("no device tree", 0);
    hart_timebase = board.timebase;
    hart_count = (uint64_t)__builtin_popcountl(board.hart_mask);
    machine_has_xpc = board.has_xxpc;
    find_memory(&board, fdt);
    layout_init(board.bootargs);
    vm_find_asids();
    hart_settle(this_hart());
    archive_init(board.initrd_start, board.initrd_end);
    kernel_print("kernel: %u hart(s), %lu MiB free, Xxpc %s, ASIDs %s, layout %s\n", (unsigned)hart_count, page_free_count() >> 8,
                 machine_has_xpc ? "present" : "absent", vm_has_asids ? "present" : "absent", layout_spread ? "spread" : "packed");
    self_test_run();
    xentry_choose_control(board.bootargs);
    termination_choose(board.bootargs);
    xentry_init_hart();
    kernel_lock();
    start_init(board.bootargs);
    hart_start_others(board.hart_mask);
    timer_start();
    scheduler_next();
}

__attribute__((noreturn)) void kernel_secondary(uint64_t hart)
{
    hart_init(hart);
    xentry_init_hart();
    kernel_lock();
    timer_start();
    scheduler_next();
}
