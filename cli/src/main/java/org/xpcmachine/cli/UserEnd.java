// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

/** How the user ended a run, if it was the user. */
enum UserEnd {
    NOT,
    /** Ctrl-A X. */
    LEFT,
    /** Ctrl-C. */
    INTERRUPTED
}
