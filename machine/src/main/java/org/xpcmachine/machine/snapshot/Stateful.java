// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

/** A unit of the machine that has state of its own, and hands it over. */
@FunctionalInterface
public interface Stateful {
    /**
     * Passes every field of the unit's state through {@code state}, always in the same order: saving takes the values,
     * restoring gives others, so that the fields are listed once. What follows from other state is not passed but derived anew
     * when {@link StateExchange#restores}. Other units are not told of changes: they have their own.
     *
     * @throws SnapshotException if the unit cannot be saved, or what is to be restored is not a state that it can have
     */
    void exchange(StateExchange state);
}
