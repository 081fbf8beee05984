// SPDX-License-Identifier: Apache-2.0
#include "vm.h"
#include "memory_map.h"
#include "page.h"
#include "process.h"
#include "string.h"

enum { LEVELS = 3, INDEX_BITS = 9, TABLE_ENTRIES = 512, PTE_PPN_SHIFT = 10 };

extern uint64_t boot_root[TABLE_ENTRIES];
bool vm_has_asids;

static unsigned index_at(uint64_t va, int level)
{
    return (unsigned)(va >> (PAGE_SHIFT + INDEX_BITS * level)) & (TABLE_ENTRIES - 1);
}

static uint64_t pte_address(uint64_t pte)
{
    return pte >> PTE_PPN_SHIFT << PAGE_SHIFT;
}

static uint64_t pte_of(uint64_t physical, uint64_t flags)
{
    return physical >> PAGE_SHIFT << PTE_PPN_SHIFT | flags;
}

uint64_t vm_kernel_satp(void)
{
    return SATP_SV39 | kernel_to_physical(boot_root) >> PAGE_SHIFT;
}

static void drop_translations(void)
{
    __asm__ volatile("sfence.vma" ::: "memory");
}

// The bits of the ASID that are not there read as zero (privileged specification, satp).
void vm_find_asids(void)
{
    uint64_t here = vm_kernel_satp();
    csr_write(satp, here | SATP_ASID_MASK);
    uint64_t bits = (csr_read(satp) & SATP_ASID_MASK) >> SATP_ASID_SHIFT;
    csr_write(satp, here);
    drop_translations();
    vm_has_asids = bits >= PROCESS_COUNT;
}

void vm_enter(uint64_t satp)
{
    if (csr_read(satp) == satp)
        return;
    csr_write(satp, satp);
    if (!vm_has_asids)
        drop_translations();
}

page_table vm_create(void)
{
    uint64_t page = page_alloc(0);
    if (page == 0)
        return 0;
    page_table root = physical_to_kernel(page);
    memcpy(root + KERNEL_ROOT_FIRST, boot_root + KERNEL_ROOT_FIRST, (TABLE_ENTRIES - KERNEL_ROOT_FIRST) * sizeof *root);
    return root;
}

static void destroy(uint64_t *table, int level)
{
    for (unsigned i = 0; i < TABLE_ENTRIES; i++) {
        if ((table[i] & PTE_V) == 0)
            continue;
        if (level > 0)
            destroy(physical_to_kernel(pte_address(table[i])), level - 1);
        else if ((table[i] & PTE_SHARED) == 0)
            page_free(pte_address(table[i]), 0);
    }
    page_free(kernel_to_physical(table), 0);
}

void vm_clear(page_table root)
{
    for (unsigned i = 0; i < KERNEL_ROOT_FIRST; i++)
        if ((root[i] & PTE_V) != 0) {
            uint64_t table = pte_address(root[i]);
            root[i] = 0;
            destroy(physical_to_kernel(table), LEVELS - 2);
        }
}

void vm_destroy(page_table root)
{
    vm_clear(root);
    page_free(kernel_to_physical(root), 0);
}

uint64_t vm_satp(page_table root, unsigned asid)
{
    return SATP_SV39 | (uint64_t)asid << SATP_ASID_SHIFT | kernel_to_physical(root) >> PAGE_SHIFT;
}

// The leaf PTE of `va`; null if a table is missing and may not (or cannot) be made.
static uint64_t *leaf(page_table root, uint64_t va, bool make)
{
    uint64_t *table = root;
    for (int level = LEVELS - 1; level > 0; level--) {
        uint64_t *pte = &table[index_at(va, level)];
        if ((*pte & PTE_V) == 0) {
            uint64_t page = make ? page_alloc(0) : 0;
            if (page == 0)
                return 0;
            *pte = pte_of(page, PTE_V);
        }
        table = physical_to_kernel(pte_address(*pte));
    }
    return &table[index_at(va, 0)];
}

uint64_t vm_map(page_table root, uint64_t va, uint64_t rights)
{
    if (va >= RELAY_BASE || ((rights & PTE_W) != 0 && (rights & PTE_X) != 0))
        return 0;
    uint64_t *pte = leaf(root, va, true);
    if (pte == 0 || (*pte & PTE_V) != 0)
        return 0;
    uint64_t page = page_alloc(0);
    if (page != 0)
        *pte = pte_of(page, PTE_V | PTE_U | PTE_A | PTE_D | rights);
    return page;
}

bool vm_map_shared(page_table root, uint64_t va, uint64_t pa)
{
    uint64_t *pte = leaf(root, va, true);
    if (pte == 0 || (*pte & PTE_V) != 0)
        return false;
    *pte = pte_of(pa, PTE_V | PTE_U | PTE_A | PTE_D | PTE_R | PTE_W | PTE_SHARED);
    return true;
}

uint64_t vm_translate(page_table root, uint64_t va, uint64_t rights)
{
    uint64_t *pte = va < USER_END ? leaf(root, va, false) : 0;
    uint64_t needed = PTE_V | PTE_U | rights;
    if (pte == 0 || (*pte & needed) != needed)
        return 0;
    return pte_address(*pte) + va % PAGE_SIZE;
}
