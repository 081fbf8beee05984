// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

/** A file cannot be loaded. The message names the file and says why, in one line. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadException(final String message) {
        super(message);
    }

    public LoadException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
