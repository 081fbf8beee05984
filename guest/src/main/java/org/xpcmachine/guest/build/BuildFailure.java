// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.guest.build;

/** The guest cannot be built; the message is for the user, a compiler's own words included. */
final class BuildFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BuildFailure(final String message) {
        super(message);
    }

    BuildFailure(final String message, final Throwable cause) {
        super(message + ": " + cause.getMessage(), cause);
    }
}
