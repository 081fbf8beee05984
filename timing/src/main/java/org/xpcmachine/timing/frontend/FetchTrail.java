// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/** The steps of the front end through several events, one behind the other; see {@link FrontEnd#make}. */
public final class FetchTrail {
    final FetchStep whole;
    final FetchState to;

    /** From the state before the first step to the one behind the last. */
    final long cycles;

    FetchTrail(final FetchStep whole, final FetchState to, final long cycles) {
        this.whole = whole;
        this.to = to;
        this.cycles = cycles;
    }
}
