// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * The number of an entry of the branch target buffer as it is handed about. Of one that was found, it is only known while it is recorded how that
 * comes out: above it is a name, which is its derivation, by which {@link Recorder} knows where it comes from, whatever its number. Numbers that are the same
 * whatever is found have no name.
 *
 * <p>A derivation is the place of an entry among those of the state at the beginning, or, from {@link #MOST} on, of the look-up that found it. The complement
 * of a number stands for just that, and {@link #WRITTEN} for the entry that is written.
 */
final class Entry {
    /** Of a number with its name. */
    static final int BITS = 12;

    static final int MASK = (1 << BITS) - 1;

    /** Of a number in an {@link Image}. */
    static final int SAVED_BITS = 6;

    /** Entries in a state at most. */
    static final int MOST = 16;

    static final int WRITTEN = Integer.MAX_VALUE;

    private static final int NUMBER = 0x1f;
    private static final int FOUND = 1 << 5;
    private static final int NAME_SHIFT = 6;

    private Entry() {}

    /** Returns the number of an entry that was found, with a name. */
    static int found(final int number, final int name) {
        return number | FOUND | name << NAME_SHIFT;
    }

    static boolean isFound(final int entry) {
        return (entry & FOUND) != 0;
    }

    static int number(final int entry) {
        return entry & NUMBER;
    }

    static int name(final int entry) {
        return entry >>> NAME_SHIFT;
    }

    static int derivation(final int entry) {
        return isFound(entry) ? name(entry) : ~number(entry);
    }

    static boolean isLookUp(final int derivation) {
        return derivation >= MOST;
    }

    /** The derivation of what look-up number {@code lookUp} finds. */
    static int ofLookUp(final int lookUp) {
        return MOST + lookUp;
    }

    /** Which look-up that is. */
    static int lookUp(final int derivation) {
        return derivation - MOST;
    }
}
