// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

/** What a cycle was spent on. Each cycle has one cause. */
public enum CycleCause {
    /** An instruction was issued. */
    ISSUE,
    /** An operand was still being loaded from the L1D (a hit). */
    LOAD_USE,
    /** A multiplication or division was not finished, or its unit was busy, or waited for the write port. */
    MULTIPLY,
    /** A floating-point operand was not ready, or the divider was busy. */
    FLOATING,
    /** A CSR's value was not there yet, or a CSR write flushed the pipeline. */
    CSR,
    /** A load was replayed behind a store to the same place, or memory order made an instruction wait. */
    STORE,
    /** Fetch bubbles: alignment, a taken jump found by pre-decode. */
    FETCH,
    /** A mispredicted branch or jump. */
    BRANCH,
    /** L1I miss. */
    I_MISS,
    /** L1D miss, with the write-back that it waits for. */
    D_MISS,
    /** A line was fetched from, or taken away by, another hart's cache. */
    COHERENCE,
    /** I-TLB miss: the page walk. */
    I_TLB,
    /** D-TLB miss: the page walk. */
    D_TLB,
    /** An access to a device. */
    UNCACHED,
    /** Entering a trap and returning from it. */
    TRAP,
    /** A fence of memory, code or translation. */
    FENCE,
    /** The XPC engine. */
    ENGINE,
    /** Waiting for an interrupt, or for other harts. */
    IDLE
}
