// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * What a {@link FetchStep} depends on and changes besides its {@link FetchState}s.
 *
 * @param histories those of the present state, in the lower half; the upper is room to derive others
 * @param entries likewise the numbers of the entries of the branch target buffer
 */
record Predictors(
        Contents contents,
        BranchHistoryTable history,
        BranchTargetBuffer targets,
        ReturnStack returns,
        int[] histories,
        int[] entries) {}
