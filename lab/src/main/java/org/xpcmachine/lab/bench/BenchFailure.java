// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

/** A benchmark that did not do what it should; the message is for people. */
public final class BenchFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchFailure(final String message) {
        super(message);
    }
}
