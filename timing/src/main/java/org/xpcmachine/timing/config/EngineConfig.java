// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.config;

/**
 * The micro-architecture of the XPC engine.
 *
 * @param nonBlockingLinkStack the linkage record goes to a buffer that drains while the hart goes on; if not, the hart waits for the
 *     last store
 * @param linkBufferWords words that the buffer holds; a call that finds no room waits
 */
public record EngineConfig(boolean nonBlockingLinkStack, int linkBufferWords) {
    public static final EngineConfig DEFAULT = new EngineConfig(true, 16);

    public EngineConfig {
        if (linkBufferWords < 1) {
            throw new IllegalArgumentException("link buffer words: " + linkBufferWords + " is less than 1");
        }
    }

    public EngineConfig withNonBlockingLinkStack(final boolean value) {
        return new EngineConfig(value, linkBufferWords);
    }
}
