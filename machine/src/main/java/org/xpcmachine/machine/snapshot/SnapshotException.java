// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

/** A snapshot cannot be taken, read, or restored here. The message is one line, for the user. */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SnapshotException(final String message) {
        super(message);
    }

    public SnapshotException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
