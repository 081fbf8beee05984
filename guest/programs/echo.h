// SPDX-License-Identifier: Apache-2.0
#ifndef ECHO_H
#define ECHO_H

// Labels of messages by endpoint, operations of calls by XPC. SHARED: the message lies in the channel, word 0 is its length in bytes.
// The sum of the words is the answer's label, which has 52 bits, or the value of a call by XPC.
enum { ECHO_PLAIN = 1, ECHO_SUM = 2, ECHO_SHARED = 4, ECHO_MAX = 4096 };

#endif
