// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.Map;

/**
 * A bare-metal test program that ends with the finisher, and what it says about itself.
 *
 * @param seed from which all of it was made
 * @param image contents of RAM at the start; entered at its first byte in M-mode
 * @param traceStart physical address from which on results are recorded, in the order of execution
 * @param compared first address that is not compared; RAM goes further, and holds the device tree there
 * @param groups addresses of the random instructions' groups, ascending
 * @param notes what there is to say about some of the groups, by address
 * @param instructions random instructions that are executed, at least
 */
public record Program(
        long seed,
        byte[] image,
        long traceStart,
        long compared,
        long[] groups,
        Map<Long, String> notes,
        long instructions) {
    public static final long RAM_SIZE = 64L << 20;

    /** Most steps that our machine takes before the program is thought to hang. */
    public static final long STEP_LIMIT = 200_000_000;
}
