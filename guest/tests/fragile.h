// SPDX-License-Identifier: Apache-2.0
#ifndef FRAGILE_H
#define FRAGILE_H

enum { FRAGILE_CRASH = 1, FRAGILE_CALL, FRAGILE_SPIN, FRAGILE_IDENTITY, FRAGILE_LEND };

// As argument, before a name: calls the x-entry of that name by its own thread, and nothing else.
#define FRAGILE_CALLER "call "

#endif
