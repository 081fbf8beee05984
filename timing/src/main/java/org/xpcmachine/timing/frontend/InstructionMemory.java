// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/** What lies behind the L1I. Addresses are physical. */
public interface InstructionMemory {
    /**
     * The L1I asks for the line at {@code pa} in {@code cycle}.
     *
     * @return the cycle in which the last of its eight-byte beats arrives, one each cycle
     */
    long readLine(long pa, long cycle);

    /** Returns the aligned 32-bit word at {@code pa}, or 0 where there is no memory. Takes no time. */
    int word(long pa);

    /** Whether instructions can be fetched at {@code pa}. */
    boolean isMemory(long pa);
}
