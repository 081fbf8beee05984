// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import org.xpcmachine.lab.RunResult;

/** What the command returns to the shell. A guest that exits returns its own code. */
final class ExitCode {
    static final int OK = 0;

    /** The guest could not go on, or something here failed. */
    static final int FAILURE = 1;

    /** The command line or a file that it names is wrong. */
    static final int USAGE = 2;

    /** A limit stopped the guest; the code that timeout(1) uses. */
    static final int LIMIT = 124;

    /** The user pressed Ctrl-C. */
    static final int INTERRUPTED = 130;

    private static final int LARGEST = 255;

    private ExitCode() {}

    /** Returns the code for a run that {@code end} may have ended. */
    static int of(final RunResult result, final UserEnd end) {
        return switch (result.outcome()) {
            case EXIT -> result.exitCode() >= 0 && result.exitCode() <= LARGEST ? result.exitCode() : LARGEST;
            case LIMIT -> LIMIT;
            case KILLED -> OK;
            case STOPPED -> end == UserEnd.LEFT ? OK : INTERRUPTED;
            case ALL_WAIT, TRAP_LOOP -> FAILURE;
        };
    }
}
