// SPDX-License-Identifier: Apache-2.0
// Header of an entry: 110 characters, magic "070701" and 13 fields of 8 hexadecimal digits; then the name and the data, each padded to 4.
#include "archive.h"
#include "memory_map.h"
#include "string.h"

enum { HEADER = 110, MAGIC = 6, FIELD = 8, FIELD_SIZE = 6, FIELD_NAME_SIZE = 11 };

static const uint8_t *archive, *archive_end;

void archive_init(uint64_t start, uint64_t end)
{
    archive = physical_to_kernel(start);
    archive_end = physical_to_kernel(end);
}

static uint64_t field(const uint8_t *header, int number)
{
    uint64_t value = 0;
    for (int i = 0; i < FIELD; i++) {
        uint8_t c = header[MAGIC + number * FIELD + i];
        value = value << 4 | (uint64_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

static uint64_t padded(uint64_t size)
{
    return (size + 3) & ~3ul;
}

bool archive_find(const char *name, struct file *file)
{
    const uint8_t *p = archive;
    while (p + HEADER <= archive_end && memcmp(p, "070701", MAGIC) == 0) {
        uint64_t size = field(p, FIELD_SIZE);
        uint64_t data = padded(HEADER + field(p, FIELD_NAME_SIZE));
        if (size > (uint64_t)(archive_end - p) || data + size > (uint64_t)(archive_end - p))
            return false;
        if (strcmp((const char *)p + HEADER, name) == 0) {
            *file = (struct file){p + data, size};
            return true;
        }
        p += data + padded(size);
    }
    return false;
}
