// SPDX-License-Identifier: Apache-2.0
#ifndef CHECKER_H
#define CHECKER_H

enum { CHECKER_CALL = 1, CHECKER_COUNT, CHECKER_ONE_COPY, CHECKER_TWO_COPIES };

#endif
