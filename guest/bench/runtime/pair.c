// SPDX-License-Identifier: Apache-2.0
#include "pair.h"
#include "paging.h"
#include "riscv.h"
#include "string.h"

enum { SIDES = 2, PAGES = 8, WORDS = PAGE_SIZE / 8 };

extern const char user_text[];
uint64_t pair_satp[SIDES];
static uint64_t pages[SIDES][PAGES][WORDS] __attribute__((aligned(PAGE_SIZE)));
static uint64_t model[SIDES][PAGES];

void pair_new(void)
{
    for (unsigned side = 0; side < SIDES; side++) {
        uint64_t *root = paging_new();
        paging_map(root, PAIR_TEXT, (uint64_t)user_text, PTE_R | PTE_X | PTE_U);
        for (unsigned i = 0; i < PAGES; i++)
            paging_map(root, PAIR_PAGES + i * PAGE_SIZE, (uint64_t)pages[side][i], PTE_R | PTE_W | PTE_U);
        pair_satp[side] = paging_satp(root, side + 1);
    }
}

static uint64_t *word(unsigned side, unsigned page)
{
    return &pages[side][page][PAIR_WORD(page) / 8];
}

static uint64_t first_word(unsigned side, unsigned page)
{
    return page % 2 == 0 ? 0x9e3779b97f4a7c15ul * (side * PAGES + page + 1) : 0;
}

void pair_reset(void)
{
    for (unsigned side = 0; side < SIDES; side++)
        for (unsigned i = 0; i < PAGES; i++)
            *word(side, i) = first_word(side, i);
}

uint64_t pair_expect(uint64_t trips)
{
    uint64_t value = PAIR_FIRST;
    for (unsigned side = 0; side < SIDES; side++)
        for (unsigned i = 0; i < PAGES; i++)
            model[side][i] = first_word(side, i);
    for (; trips > 0; trips--)
        for (unsigned side = 0; side < SIDES; side++)
            for (unsigned i = 0; i < PAGES; i += 2) {
                value = side == 0 ? value ^ model[side][i] : value + model[side][i];
                model[side][i + 1] = value;
            }
    return value;
}

bool pair_pages_hold(uint64_t trips)
{
    pair_expect(trips);
    for (unsigned side = 0; side < SIDES; side++)
        for (unsigned i = 0; i < PAGES; i++)
            if (*word(side, i) != model[side][i])
                return false;
    return true;
}

uint64_t pair_address(const char *label)
{
    return PAIR_TEXT + (uint64_t)(label - user_text);
}
