// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.List;
import org.xpcmachine.machine.device.ConsoleOutput;
import org.xpcmachine.machine.snapshot.Stateful;

/** What is behind a {@link VirtioMmio}: one kind of device (virtio 1.3, 5). Called on the machine's thread. */
public interface VirtioDevice extends Stateful, AutoCloseable {
    /** Makes a board's device: part of a board's configuration. */
    @FunctionalInterface
    interface Factory {
        /**
         * Makes the device.
         *
         * @param console the board's console
         */
        VirtioDevice forBoard(ConsoleOutput console);
    }

    /** Device ID (virtio 1.3, 5). */
    int id();

    /** Feature bits of this kind of device that are offered; those of the transport and the queues are not its matter. */
    long features();

    /** Number of virtqueues. */
    int queues();

    /** Returns the configuration space. */
    byte[] configuration();

    /** Whether the configuration has become another since this was asked last; the driver is told. Asked between turns. */
    default boolean isReconfigured() {
        return false;
    }

    /** A number that is another for another configuration (ConfigGeneration, 2.5). */
    default int generation() {
        return 0;
    }

    /** The driver writes a byte of the configuration space; {@code offset} lies in it. Ignored unless a device says otherwise. */
    default void configure(final int offset, final int value) {}

    /** The driver starts anew: forgets requests in progress. */
    default void reset() {}

    /**
     * The driver has offered requests. Only while it is live.
     *
     * @throws DriverError if a request makes no sense
     */
    void available(List<Virtqueue> queues, int index) throws DriverError;

    /** Whether something ever comes from outside: the board asks {@link #isOpen} and calls {@link #poll} of such a device alone. */
    default boolean hearsOutside() {
        return false;
    }

    /**
     * What comes from outside may go in now. Called at boundaries of turns, while the driver is live.
     *
     * @throws DriverError if a request makes no sense
     */
    default void poll(final List<Virtqueue> queues) throws DriverError {}

    /**
     * Sets what the device does when there is something for {@link #poll} to let in.
     *
     * @param action may be called on any thread, and returns at once
     */
    default void onArrival(final Runnable action) {}

    /** Whether what it does changes something outside that no snapshot puts back. */
    default boolean hasEffectsOutside() {
        return false;
    }

    /** Whether something may come from outside at any time; asked when all harts wait. */
    default boolean isOpen() {
        return false;
    }

    /** Gives back what the device has of the host. */
    @Override
    default void close() {}
}
