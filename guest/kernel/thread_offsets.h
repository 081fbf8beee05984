// SPDX-License-Identifier: Apache-2.0
// Where assembly finds the members of struct thread and struct hart; thread.c asserts that they agree.
#define THREAD_STATUS 256
#define THREAD_CAUSE 264
#define THREAD_TRAP_PC 272
#define THREAD_HART 280
#define HART_STACK 0
#define HART_CURRENT 8
