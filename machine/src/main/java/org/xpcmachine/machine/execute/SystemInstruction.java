// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.machine.hart.Hart;

/**
 * What an instruction of kind SYSTEM does. On entry {@code hart.pc} is its address; it sets {@code hart.pc} itself if it does
 * not go on with the next instruction, and throws {@code hart.trap} before it has changed anything.
 */
@FunctionalInterface
public interface SystemInstruction {
    /**
     * Executes.
     *
     * @param decoded see {@code Decoded} in isa
     * @param next address of the next instruction
     * @return where execution goes on
     */
    long execute(Hart hart, long decoded, long next);
}
