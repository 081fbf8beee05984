// SPDX-License-Identifier: Apache-2.0
#ifndef FRAGILE_H
#define FRAGILE_H

enum { FRAGILE_CRASH = 1, FRAGILE_CALL, FRAGILE_SPIN, FRAGILE_IDENTITY };

#endif
