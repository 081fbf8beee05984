// SPDX-License-Identifier: Apache-2.0
// Where assembly finds the members of struct thread and struct hart; thread.c asserts that they agree.
#define THREAD_HART 256
#define HART_STACK 0
