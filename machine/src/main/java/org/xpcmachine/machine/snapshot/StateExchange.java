// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

/**
 * What a unit passes its state through. {@code field = state.pass(field)} saves the field, or restores it; arrays are passed in
 * place.
 */
public abstract class StateExchange {
    StateExchange() {}

    /** Whether values are given, not taken. */
    public abstract boolean restores();

    /**
     * Begins the part of a unit. A snapshot whose parts have other names, or come in another order, is of another machine and not
     * restored: a unit that can be built in different ways says in the name how.
     */
    public abstract void part(String name);

    /** Takes the value and returns it, or returns the one to be restored. */
    public abstract long pass(long value);

    /** Likewise; a value to be restored must be from {@code least} to {@code most}. */
    public final int pass(final int value, final int least, final int most) {
        final long passed = pass((long) value);
        if (passed < least || passed > most) {
            throw new SnapshotException(
                    "the snapshot holds %d where %d to %d is possible".formatted(passed, least, most));
        }
        return (int) passed;
    }

    /** Likewise, any value. */
    public final int pass(final int value) {
        return pass(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    public final boolean pass(final boolean value) {
        return pass(value ? 1 : 0, 0, 1) != 0;
    }

    public final void pass(final long[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = pass(values[i]);
        }
    }

    public final void pass(final int[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = pass(values[i]);
        }
    }

    public final void pass(final boolean[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = pass(values[i]);
        }
    }
}
