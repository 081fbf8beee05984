// SPDX-License-Identifier: Apache-2.0
#ifndef THIEF_H
#define THIEF_H

enum { THIEF_KEEP = 1, THIEF_SWAP };

#endif
