// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

/** Reproduces one table or figure, or answers one question. Holds no state: what it needs it asks the laboratory for. */
public interface Experiment {
    /** Its name on the command line, and of its files: lower-case letters and digits. */
    String name();

    String title();

    /** What one would like to know. */
    String question();

    /** Runs what must be run. */
    Finding run(Laboratory laboratory);
}
