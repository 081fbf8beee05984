// SPDX-License-Identifier: Apache-2.0
// The initial archive: cpio, "new ASCII" format.
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>
#include <stdint.h>

struct file {
    const uint8_t *bytes;
    uint64_t size;
};

void archive_init(uint64_t start, uint64_t end); // physical
bool archive_find(const char *name, struct file *file);

#endif
