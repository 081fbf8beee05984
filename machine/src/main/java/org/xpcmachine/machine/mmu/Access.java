// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import org.xpcmachine.machine.trap.Cause;

/** What an access does, and which exceptions it raises. */
enum Access {
    READ(Pmp.READ, Cause.LOAD_PAGE_FAULT, Cause.LOAD_ACCESS),
    WRITE(Pmp.WRITE, Cause.STORE_PAGE_FAULT, Cause.STORE_ACCESS),
    EXECUTE(Pmp.EXECUTE, Cause.FETCH_PAGE_FAULT, Cause.FETCH_ACCESS);

    final int pmp;
    final int pageFault;
    final int accessFault;

    Access(final int pmp, final int pageFault, final int accessFault) {
        this.pmp = pmp;
        this.pageFault = pageFault;
        this.accessFault = accessFault;
    }
}
