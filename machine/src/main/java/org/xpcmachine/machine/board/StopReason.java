// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

/** Why a run of a machine ended. */
public enum StopReason {
    /** The guest asked to exit; see the exit code. */
    EXIT,
    /** The guest asked for a restart. */
    RESET,
    /** The limit of steps was reached; the machine can run on. */
    STEP_LIMIT,
    /** {@link Machine#stop} was called; the machine can run on. */
    REQUESTED,
    /** A breakpoint, a watched access or a single step, see {@link Debugger}; the machine can run on. */
    DEBUG,
    /** All harts wait for an interrupt, and neither time nor input can bring one. */
    ALL_WAIT
}
