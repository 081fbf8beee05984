// SPDX-License-Identifier: Apache-2.0
// Messages that do not fit into registers: from message buffer to message buffer.
#ifndef MESSAGE_H
#define MESSAGE_H

#include "thread.h"

// Makes user memory the thread's message buffer; 0 = none. -E_ADDRESS, -E_ARGUMENT.
int64_t message_buffer_set(struct thread *thread, uint64_t address);
// Whether the thread can send a message with that info: 0, -E_SIZE, -E_ADDRESS, -E_ARGUMENT (more than one capability), -E_RIGHT (the capability is not
// there, lacks the right to grant, or, without `may_grant`, none can be sent).
int64_t message_refusal(struct thread *from, uint64_t info, bool may_grant);
// The message whose info and words stand in `from`'s registers and buffer, to `to`, as `badge`. False: an interrupt is pending and nothing but
// `to`'s buffer was touched; the transfer must be begun again.
bool message_transfer(struct thread *to, struct thread *from, uint64_t badge);

#endif
