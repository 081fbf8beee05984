// SPDX-License-Identifier: Apache-2.0
#include "elf.h"
#include "memory_map.h"
#include "string.h"

enum { SYMBOL_TABLE = 2, SYMBOL_KIND = 0xf, FUNCTION = 2 };
enum { CLASS_64_LITTLE = 0x0102 /* class 2, order 1 */, EXECUTABLE = 2, RISCV = 243, LOAD = 1, X = 1, W = 2 };

struct elf_header {
    uint8_t magic[4];
    uint16_t class_and_order;
    uint8_t rest[10];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, program_headers, section_headers;
    uint32_t flags;
    uint16_t size, program_header_size, program_header_count;
    uint16_t section_header_size, section_header_count, section_names;
};

struct section_header {
    uint32_t name, type;
    uint64_t flags, va, offset, size;
    uint32_t link, info;
    uint64_t alignment, entry_size;
};

struct symbol {
    uint32_t name;
    uint8_t info, other;
    uint16_t section;
    uint64_t value, size;
};

struct program_header {
    uint32_t type, flags;
    uint64_t offset, va, pa, file_size, memory_size, alignment;
};

static bool load(const struct file *file, const struct program_header *segment, page_table root)
{
    uint64_t end = segment->va + segment->memory_size;
    if (segment->file_size > segment->memory_size || segment->offset > file->size || segment->file_size > file->size - segment->offset ||
        segment->va % PAGE_SIZE != segment->offset % PAGE_SIZE || end < segment->va || end > USER_HEAP)
        return false;
    uint64_t rights = PTE_R | ((segment->flags & W) != 0 ? PTE_W : 0) | ((segment->flags & X) != 0 ? PTE_X : 0);
    for (uint64_t va = page_down(segment->va); va < end; va += PAGE_SIZE) {
        uint64_t page = vm_map(root, va, rights);
        if (page == 0)
            return false;
        // The part of the file that falls into this page.
        uint64_t from = va < segment->va ? segment->va : va;
        uint64_t data_end = segment->va + segment->file_size;
        uint64_t to = data_end < va + PAGE_SIZE ? data_end : va + PAGE_SIZE;
        if (from < to)
            memcpy((uint8_t *)physical_to_kernel(page) + (from - va), file->bytes + segment->offset + (from - segment->va), to - from);
    }
    return true;
}

uint64_t elf_load(const struct file *file, page_table root)
{
    struct elf_header header;
    if (file->size < sizeof header)
        return 0;
    memcpy(&header, file->bytes, sizeof header);
    if (memcmp(header.magic, "\177ELF", 4) != 0 || header.class_and_order != CLASS_64_LITTLE || header.type != EXECUTABLE ||
        header.machine != RISCV || header.program_headers > file->size ||
        (file->size - header.program_headers) / sizeof(struct program_header) < header.program_header_count)
        return 0;
    for (unsigned i = 0; i < header.program_header_count; i++) {
        struct program_header segment;
        memcpy(&segment, file->bytes + header.program_headers + i * sizeof segment, sizeof segment);
        if (segment.type == LOAD && segment.memory_size > 0 && !load(file, &segment, root))
            return 0;
    }
    return header.entry;
}

static bool section(const struct file *file, const struct elf_header *header, unsigned index, struct section_header *out)
{
    uint64_t at = header->section_headers + index * sizeof *out;
    if (index >= header->section_header_count || at < header->section_headers || at + sizeof *out > file->size)
        return false;
    memcpy(out, file->bytes + at, sizeof *out);
    return out->offset <= file->size && out->size <= file->size - out->offset;
}

const char *elf_symbol(const struct file *file, uint64_t address, uint64_t *offset)
{
    struct elf_header header;
    struct section_header symbols, strings;
    memcpy(&header, file->bytes, sizeof header);
    unsigned i = 0;
    while (i < header.section_header_count && !(section(file, &header, i, &symbols) && symbols.type == SYMBOL_TABLE))
        i++;
    if (i == header.section_header_count || !section(file, &header, symbols.link, &strings) || strings.size == 0 ||
        file->bytes[strings.offset + strings.size - 1] != 0)
        return 0;
    for (uint64_t at = 0; at + sizeof(struct symbol) <= symbols.size; at += sizeof(struct symbol)) {
        struct symbol symbol;
        memcpy(&symbol, file->bytes + symbols.offset + at, sizeof symbol);
        if ((symbol.info & SYMBOL_KIND) == FUNCTION && address - symbol.value < symbol.size && symbol.name < strings.size) {
            *offset = address - symbol.value;
            return (const char *)file->bytes + strings.offset + symbol.name;
        }
    }
    return 0;
}
