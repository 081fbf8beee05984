// SPDX-License-Identifier: Apache-2.0
#include "fdt.h"
#include "string.h"

enum { FDT_MAGIC = 0xd00dfeed, BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4, END = 9 };

// Cells of `reg` under the root: two for an address, two for a size, as every 64-bit `virt` board has it.
enum { CELL = 4, DOUBLE = 8 };

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static uint64_t be64(const uint8_t *p)
{
    return (uint64_t)be32(p) << 32 | be32(p + CELL);
}

// A value of one or two cells.
static uint64_t cells(const uint8_t *value, uint32_t length)
{
    return length >= DOUBLE ? be64(value) : length >= CELL ? be32(value) : 0;
}

static bool starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

// One property of the node at `path` depth: only names that occur once on this board are told apart by name alone.
static void property(struct board_info *info, const char *node, const char *name, const uint8_t *value, uint32_t length)
{
    if (starts_with(node, "memory@") && strcmp(name, "reg") == 0 && length >= 2 * DOUBLE && info->ram_size == 0) {
        info->ram_base = be64(value);
        info->ram_size = be64(value + DOUBLE);
    } else if (starts_with(node, "cpu@") && strcmp(name, "reg") == 0) {
        info->hart_mask |= 1ul << (cells(value, length) & 63);
    } else if (starts_with(node, "cpu@") && strcmp(name, "riscv,isa") == 0) {
        info->has_xxpc |= strstr((const char *)value, "_xxpc") != 0;
    } else if (strcmp(node, "cpus") == 0 && strcmp(name, "timebase-frequency") == 0) {
        info->timebase = cells(value, length);
    } else if (strcmp(node, "chosen") == 0 && strcmp(name, "linux,initrd-start") == 0) {
        info->initrd_start = cells(value, length);
    } else if (strcmp(node, "chosen") == 0 && strcmp(name, "linux,initrd-end") == 0) {
        info->initrd_end = cells(value, length);
    } else if (strcmp(node, "chosen") == 0 && strcmp(name, "bootargs") == 0) {
        info->bootargs = (const char *)value;
    }
}

bool fdt_read(const void *fdt, struct board_info *info)
{
    const uint8_t *base = fdt;
    memset(info, 0, sizeof *info);
    info->bootargs = "";
    if (base == 0 || be32(base) != FDT_MAGIC)
        return false;
    info->fdt_size = be32(base + 4);
    const uint8_t *p = base + be32(base + 8);
    const char *strings = (const char *)base + be32(base + 12);

    enum { MAX_DEPTH = 16 };
    const char *path[MAX_DEPTH] = {0};
    int depth = 0;
    for (;;) {
        uint32_t token = be32(p);
        p += CELL;
        if (token == BEGIN_NODE) {
            if (depth == MAX_DEPTH)
                return false;
            path[depth++] = (const char *)p;
            p += (strlen((const char *)p) + 1 + CELL - 1) & ~(uint64_t)(CELL - 1);
        } else if (token == END_NODE) {
            depth--;
        } else if (token == PROPERTY) {
            uint32_t length = be32(p);
            if (depth > 0)
                property(info, path[depth - 1], strings + be32(p + CELL), p + 2 * CELL, length);
            p += 2 * CELL + ((length + CELL - 1) & ~(uint32_t)(CELL - 1));
        } else if (token != NOP) {
            return token == END;
        }
    }
}
