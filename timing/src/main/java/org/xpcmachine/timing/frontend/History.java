// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * A global history as it is handed about: its value, the directions of so many branches, newest in the highest bit; above it a name, by which
 * {@link Recorder} knows where it comes from, whatever its value.
 *
 * <p>Every history that comes out of a step is one that went in, with some directions appended. That is a derivation: which one it was, how
 * many directions, and their bits in place.
 */
final class History {
    static final int BITS = 8;
    private static final int MASK = (1 << BITS) - 1;
    private static final int COUNT_SHIFT = 8;
    private static final int DIRECTIONS_SHIFT = 16;

    private History() {}

    static int value(final int history) {
        return history & MASK;
    }

    static int name(final int history) {
        return history >>> BITS;
    }

    static int named(final int value, final int name) {
        return value | name << BITS;
    }

    /** Returns it with another name: 0. */
    static int append(final int past, final boolean newest) {
        return value(past) >>> 1 | (newest ? 1 << BITS - 1 : 0);
    }

    /** The derivation of what went in as number {@code source}, as it is. */
    static int derivation(final int source) {
        return source;
    }

    /** Appends a direction to a derivation. */
    static int derive(final int derivation, final boolean newest) {
        final int directions = derivation >>> DIRECTIONS_SHIFT;
        final int count = Math.min((derivation >>> COUNT_SHIFT & MASK) + 1, BITS);
        return source(derivation) | count << COUNT_SHIFT | append(directions, newest) << DIRECTIONS_SHIFT;
    }

    /** Returns the derivation {@code second} from what {@code first} derives. */
    static int compose(final int first, final int second) {
        final int count = Math.min((first >>> COUNT_SHIFT & MASK) + (second >>> COUNT_SHIFT & MASK), BITS);
        final int directions =
                first >>> DIRECTIONS_SHIFT >>> (second >>> COUNT_SHIFT & MASK) | second >>> DIRECTIONS_SHIFT;
        return source(first) | count << COUNT_SHIFT | directions << DIRECTIONS_SHIFT;
    }

    static int source(final int derivation) {
        return derivation & MASK;
    }

    /** The value of what is derived, if the source has {@code value}. */
    static int apply(final int derivation, final int value) {
        return value >>> (derivation >>> COUNT_SHIFT & MASK) | derivation >>> DIRECTIONS_SHIFT;
    }
}
