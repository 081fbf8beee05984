// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.machine.csr.Satp;

/** What a linkage record says about the caller (section 4.2); WARL rules applied. */
record LinkageRecord(long satp, long pc, long xcallcap, long xseglist, RelaySegment segment, SegMask mask) {
    boolean wellFormed() {
        return Satp.supports(satp) && (pc & 1) == 0 && mask.within(segment);
    }
}
