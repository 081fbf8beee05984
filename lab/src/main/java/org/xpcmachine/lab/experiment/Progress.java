// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

/** Is told what an experiment is doing now. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = text -> {};

    void at(String text);
}
