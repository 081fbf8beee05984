// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

/** Looks on as cycles are spent, instruction by instruction; for profiles and for times between places in the code. */
@FunctionalInterface
public interface CycleObserver {
    /**
     * An instruction was executed, or a trap was taken.
     *
     * @param hart the hart's number
     * @param pc address of the instruction, or of the one that raised the trap
     * @param from cycle in which the instruction before was issued
     * @param to cycle in which this one was; what lies between was spent on it
     */
    void spent(int hart, long pc, long from, long to);
}
