// SPDX-License-Identifier: Apache-2.0
// The chain A -> B -> C. A's message is text in a relay segment; B appends its own and hands on only that part; C answers in place, in upper case.
//
//     segment   | header | A's text        | B's text            | free
//     A hands   [--------------------------------------- negotiated size -)
//     B hands                              [------- to C ---------)
#ifndef CHAIN_H
#define CHAIN_H

#include <stdint.h>

enum { CHAIN_MESSAGE = 1, CHAIN_B_TEXT_MAX = 64 };

struct chain_header {
    uint64_t used; // bytes of the segment in use, this header included
};

#endif
