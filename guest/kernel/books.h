// SPDX-License-Identifier: Apache-2.0
// The books: what is in use, counted anew each time from the objects themselves, so that what leaks shows.
#ifndef BOOKS_H
#define BOOKS_H

#include "abi.h"

// Stops all harts.
void books_count(struct books *books);

#endif
