// SPDX-License-Identifier: Apache-2.0
#ifndef FRAGILE_H
#define FRAGILE_H

// Operations of its x-entry; x is the ID of another.
enum {
    FRAGILE_CRASH = 1, // faults
    FRAGILE_CALL,      // calls x
    FRAGILE_SPIN,      // never returns
    FRAGILE_IDENTITY,  // its identity
    FRAGILE_LEND,      // never returns; another of its threads calls x with the segment that was handed over
    FRAGILE_CHEAT,     // the same with the x-entry FRAGILE_GONE, operation x, and returns without the segment when that call has ended
    FRAGILE_LENT,      // how that call ended
    FRAGILE_TOUCH,     // writes to the segment again and again
    FRAGILE_KEEP,      // puts the segment into its list, and never returns
    FRAGILE_PASS,      // waits until there is a segment in its list, and calls x with it
    FRAGILE_WAIT,      // calls x, and waits for a context if need be; the status
    FRAGILE_OPEN,      // opens a session at x; its ID
    FRAGILE_SEND,      // another of its threads calls x, with nothing
};
enum { FRAGILE_PATIENCE = 3000000 };
#define FRAGILE_GONE "gone"

// As argument, before a name: calls the x-entry of that name by its own thread, and nothing else.
#define FRAGILE_CALLER "call "

#endif
