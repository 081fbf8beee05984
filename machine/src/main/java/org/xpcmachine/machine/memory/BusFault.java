// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

/**
 * A physical access that nothing answers: no memory or device there, or one that does not support the width or
 * alignment. The hart turns it into an access fault. Immutable and stackless, hence one instance.
 */
public final class BusFault extends RuntimeException {
    public static final BusFault INSTANCE = new BusFault();

    private static final long serialVersionUID = 1L;

    private BusFault() {
        super("no answer from the bus", null, false, false);
    }
}
