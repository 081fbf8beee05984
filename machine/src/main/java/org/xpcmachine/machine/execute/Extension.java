// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

/** An extension of the instruction set: brings its instructions, CSRs and state to a core. */
@FunctionalInterface
public interface Extension {
    /** Installs the extension, in its reset state, on a core that has just been built. */
    void install(Core core);
}
