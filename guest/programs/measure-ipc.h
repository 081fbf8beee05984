// SPDX-License-Identifier: Apache-2.0
// What measure-ipc, measure-ipc-message and their server agree on.
#ifndef MEASURE_IPC_H
#define MEASURE_IPC_H

// Labels. ECHO (0): the answer has the length of the message. STAMPS: the cycles at which the last ECHOs came and were answered, two words each, as many
// pairs as word 1 says from number word 0 on; the count begins anew when word 1 is 0.
enum { MEASURE_ECHO, MEASURE_STAMPS, MEASURE_IN_PLACE, MEASURE_IN_PLACE_READ, MEASURE_COPIED, MEASURE_COPIED_READ };

enum { MEASURE_MESSAGE_MOST = 32 << 10, MEASURE_STAMPS_AT_ONCE = 32, MEASURE_STAMPS_MOST = 512 };

#endif
