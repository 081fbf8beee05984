// SPDX-License-Identifier: Apache-2.0
#ifndef ECHO_H
#define ECHO_H

enum { ECHO_PLAIN = 1, ECHO_SUM = 2, ECHO_MAX = 4096 };

#endif
