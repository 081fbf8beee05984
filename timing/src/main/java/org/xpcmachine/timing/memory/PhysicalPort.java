// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.memory;

/** Access to the L1D by physical address, for units beside the pipeline: the page walker, the XPC engine. */
public interface PhysicalPort {
    /**
     * A request for the double word at {@code pa} is made in {@code cycle}. Returns the cycle in which the data is
     * there.
     */
    long read(long pa, long cycle);

    /** Likewise, a write. Returns the cycle in which it is done. */
    long write(long pa, long cycle);
}
