// SPDX-License-Identifier: Apache-2.0
// Where assembly finds the members of struct xpc_context and struct xpc_point; context.c asserts that they agree.
#ifndef XPC_OFFSETS_H
#define XPC_OFFSETS_H

#define XPC_CONTEXTS 64 // threads and XPC contexts of a process together: bits of one word
#define XPC_POINTS 16   // x-entries of a process

#define CONTEXT_SHIFT 6
#define CONTEXT_SP 0
#define CONTEXT_RA 8
#define CONTEXT_STUB 16
#define CONTEXT_STACK 24
#define CONTEXT_BIT 32
#define CONTEXT_POINT 40
#define CONTEXT_CALLER 48

#define POINT_SHIFT 6
#define POINT_IDLE 0
#define POINT_HANDLER 8

#define STUB_SHIFT 4
#define POINT_STUB_SHIFT 4

#endif
