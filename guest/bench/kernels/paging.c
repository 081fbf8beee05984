// SPDX-License-Identifier: Apache-2.0
// Random accesses to 32 MiB in S-mode under Sv39, in pages of 4 KiB that lie in another order in memory: the TLB, and walks.
#include "paging.h"
#include "bench.h"
#include "riscv.h"

enum { PAGES = 8192, LINE = 64, LINES = PAGES * (PAGE_SIZE / LINE) };

struct line {
    uint64_t value, unused[LINE / 8 - 1];
};
UNINITIALISED static struct line memory[LINES];

static const uint64_t VIRTUAL = 0x1000000000ul;
static uint64_t satp;

// Virtual page i is this page of memory: a permutation, since the factor is odd.
static uint64_t page_of(uint64_t i)
{
    return (i * 2477 + 129) % PAGES;
}

static uint64_t value_of(uint64_t line)
{
    return line * 0x9e3779b97f4a7c15ul ^ line >> 3;
}

// What each access finds is stored again: every run starts from the same memory.
static uint64_t access(uint64_t rounds)
{
    volatile struct line *lines = (volatile struct line *)VIRTUAL;
    uint64_t sum = 0, seed = 37;
    for (; rounds > 0; rounds--) {
        volatile struct line *line = &lines[(random_next(&seed) >> 24) % LINES];
        uint64_t value = line->value;
        line->value = value;
        sum = sum * 31 + value;
    }
    return sum;
}

// The same without translation.
static uint64_t access_physically(uint64_t rounds)
{
    enum { IN_PAGE = PAGE_SIZE / LINE };
    uint64_t sum = 0, seed = 37;
    for (; rounds > 0; rounds--) {
        uint64_t line = (random_next(&seed) >> 24) % LINES;
        sum = sum * 31 + value_of(page_of(line / IN_PAGE) * IN_PAGE + line % IN_PAGE);
    }
    return sum;
}

static const char *check(void)
{
    enum { SOME = 2000 };
    uint64_t *root = paging_new();
    for (uint64_t i = 0; i < PAGES; i++)
        paging_map(root, VIRTUAL + i * PAGE_SIZE, (uint64_t)memory + page_of(i) * PAGE_SIZE, PTE_R | PTE_W);
    for (uint64_t i = 0; i < LINES; i++)
        memory[i].value = value_of(i);
    satp = paging_satp(root, 1);
    return in_supervisor(access, SOME, satp) != access_physically(SOME) ? "not what lies there in memory" : 0;
}

static uint64_t run(uint64_t rounds)
{
    return in_supervisor(access, rounds, satp);
}

BENCH bench = {.name = "paging", .rounds = 2000000, .check = check, .run = run};
