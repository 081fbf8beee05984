// SPDX-License-Identifier: Apache-2.0
#ifndef XCALL_H
#define XCALL_H

#define XCALL_ID 1 // of the x-entry

#endif
