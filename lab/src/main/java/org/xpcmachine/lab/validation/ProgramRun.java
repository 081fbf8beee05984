// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

/**
 * One timed region of a program.
 *
 * @param run {@code cold} or {@code warm}
 * @param cycles between the reads of {@code mcycle} about it
 * @param instructions likewise of {@code minstret}
 * @param checksum as printed
 */
public record ProgramRun(
        String program, String region, String run, long cycles, long instructions, String checksum, boolean correct) {
    /** Returns the name by which two runs of the same region are found. */
    public String name() {
        return program + " " + region + " " + run;
    }
}
