// SPDX-License-Identifier: Apache-2.0
// Where assembly finds the members of struct thread and struct hart; thread.c asserts that they agree.
#define THREAD_REGISTERS 512
#define THREAD_STATUS 768
#define THREAD_CAUSE 776
#define THREAD_TRAP_PC 784
#define THREAD_HART 792
#define HART_STACK 0
#define HART_CURRENT 8
