// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/** The kinds of control transfer that the predictors tell apart. */
public enum ControlKind {
    BRANCH,
    /** jal or jalr that does not link, and does not return. */
    JUMP,
    /** Links: the lowest bit of rd is set. */
    CALL,
    /** jalr from x1 or x5 that does not link. */
    RETURN
}
