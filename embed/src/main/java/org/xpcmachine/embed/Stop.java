// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.util.Optional;

/**
 * Why a run ended, and where.
 *
 * @param met what was waited for and came about; empty unless {@code cause} is {@link Cause#MET}
 * @param exitCode the guest's; meaningful if {@code cause} is {@link Cause#EXIT}
 * @param cycles since power-on
 * @param instructions that all harts have retired since power-on
 */
public record Stop(Cause cause, Optional<Until> met, int exitCode, long cycles, long instructions) {
    /** Why a run ends. */
    public enum Cause {
        MET("what was waited for came about"),
        EXIT("the guest exited"),
        RESTART("the guest asked for a restart"),
        IDLE("every hart waits for an interrupt, and neither time nor what was typed can bring one"),
        LIMIT("the limit of cycles was reached"),
        TIMEOUT("the time allowed on the host was over"),
        BREAKPOINT("a breakpoint or watchpoint of the debugger"),
        STOPPED("stop was called");

        private final String text;

        Cause(final String text) {
            this.text = text;
        }

        /** Returns a phrase for people. */
        public String text() {
            return text;
        }
    }

    /** Whether {@code condition} ended the run. */
    public boolean met(final Until condition) {
        return met.isPresent() && met.get().equals(condition);
    }

    /** Returns a phrase for people. */
    @Override
    public String toString() {
        final String what = switch (cause) {
            case MET -> met.orElseThrow().toString();
            case EXIT -> cause.text() + " with code " + exitCode;
            default -> cause.text();
        };
        return what + ", after " + instructions + " instructions, " + cycles + " cycles";
    }
}
