// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** Assembly text is wrong; the message begins with the line number. */
public final class AssemblyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;

    AssemblyException(final int line, final String message) {
        super("line " + line + ": " + message);
        this.line = line;
    }

    /** Number of the line that is wrong, counted from 1. */
    public int line() {
        return line;
    }
}
