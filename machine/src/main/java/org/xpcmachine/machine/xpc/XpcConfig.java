// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

/**
 * What an engine is built with.
 *
 * @param cacheLines x-entries that the engine cache can hold, 0 to 255; software decides how many it uses
 * @param radix whether capability tables may be radix trees
 */
public record XpcConfig(int cacheLines, boolean radix) {
    public static final XpcConfig DEFAULT = new XpcConfig(16, true);

    public XpcConfig {
        if (cacheLines < 0 || cacheLines > 255) {
            throw new IllegalArgumentException("engine cache lines: " + cacheLines + " is not between 0 and 255");
        }
    }
}
