// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.util.List;

/** A run ended otherwise than it was to. The message says how, and what the machine looks like. */
public final class UnexpectedStop extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Stop stop;

    UnexpectedStop(final String wanted, final Stop stop, final List<String> report) {
        super("waited for " + wanted + ", but: " + stop + "\n" + String.join("\n", report));
        this.stop = stop;
    }

    /** Returns how the run ended. */
    public Stop stop() {
        return stop;
    }
}
