// SPDX-License-Identifier: Apache-2.0
// Where assembly finds the members of struct context.
#ifndef PINGPONG_H
#define PINGPONG_H

#define CONTEXT_SATP 0
#define CONTEXT_PC 8
#define CONTEXT_OTHER 16
#define CONTEXT_RA 24
#define CONTEXT_SP 32
#define CONTEXT_S(n) (40 + 8 * (n))

#endif
