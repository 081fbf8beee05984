// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

/** Where a figure comes from. */
public enum Origin {
    /** Measured on this machine, in this run. */
    OURS("ours"),
    /** seL4 itself, measured on the RTL of a Rocket core. */
    SEL4_RTL("seL4 on Rocket RTL"),
    /** Printed in the abstract of the paper, or confirmed by independent readers of it. */
    PAPER("published"),
    /** From the paper's evaluation as its readers recall it; not confirmed by a second source. */
    PAPER_RECALLED("published (recalled)");

    private final String text;

    Origin(final String text) {
        this.text = text;
    }

    /** Returns a phrase for people, as it stands in tables and files. */
    public String text() {
        return text;
    }
}
