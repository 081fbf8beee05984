// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.Closeable;

/**
 * What a network card is plugged into: takes and gives Ethernet frames, without preamble and checksum. All but {@link #onArrival}'s
 * action is called on the machine's thread, and none of it waits. Owned by whoever opened it.
 */
public interface Network extends Closeable {
    /** Most bytes of a frame. */
    int MAX_FRAME = 1514;

    /** Most bytes of what a frame carries. */
    int MTU = 1500;

    /** Whether a frame can be taken now. */
    boolean canSend();

    /** Takes a frame of the guest, 0 to {@link #MAX_FRAME} bytes of anything; loses it unless {@link #canSend}. */
    void send(byte[] frame);

    /** Returns the next frame for the guest, or null. */
    byte[] receive();

    /** Returns how many connections there are that would be lost if the machine were another. */
    int connections();

    /** The guest starts anew: ends its connections, and forgets frames on their way. */
    void reset();

    /**
     * Sets what is done when there is something new for the machine's thread: a frame to {@link #receive}, or room to send.
     *
     * @param action called on any thread; returns at once
     */
    void onArrival(Runnable action);
}
