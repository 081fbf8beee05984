// SPDX-License-Identifier: Apache-2.0
#include "paging.h"
#include "bench.h"
#include "board.h"
#include "riscv.h"

enum { ENTRIES = 512, INDEX_BITS = 9, LEVELS = 3, MOST_TABLES = 64 };
static uint64_t tables[MOST_TABLES][ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static unsigned tables_used;

static uint64_t *new_table(void)
{
    if (tables_used == MOST_TABLES) {
        print("FAIL out of page tables\n");
        finish(3);
    }
    return tables[tables_used++];
}

static uint64_t pte(uint64_t pa, uint64_t flags)
{
    return pa >> PAGE_SHIFT << 10 | flags;
}

static unsigned index_of(uint64_t va, unsigned level)
{
    return va >> (PAGE_SHIFT + INDEX_BITS * level) & (ENTRIES - 1);
}

uint64_t *paging_new(void)
{
    uint64_t *root = new_table();
    root[index_of(RAM_BASE, LEVELS - 1)] = pte(RAM_BASE, PTE_V | PTE_R | PTE_W | PTE_X | PTE_G | PTE_A | PTE_D);
    return root;
}

void paging_map(uint64_t *root, uint64_t va, uint64_t pa, uint64_t flags)
{
    uint64_t *table = root;
    for (unsigned level = LEVELS - 1; level > 0; level--) {
        uint64_t *entry = &table[index_of(va, level)];
        if (*entry == 0)
            *entry = pte((uint64_t)new_table(), PTE_V);
        table = (uint64_t *)(*entry >> 10 << PAGE_SHIFT);
    }
    table[index_of(va, 0)] = pte(pa, flags | PTE_V | PTE_A | PTE_D);
}

uint64_t paging_satp(const uint64_t *root, uint64_t asid)
{
    return SATP_SV39 | asid << SATP_ASID_SHIFT | (uint64_t)root >> PAGE_SHIFT;
}
