// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** Size and extension of a memory access. Stores ignore the signedness. */
public enum Access {
    B(1, true),
    BU(1, false),
    H(2, true),
    HU(2, false),
    W(4, true),
    WU(4, false),
    D(8, true);

    private final int bytes;
    private final boolean signed;

    Access(final int bytes, final boolean signed) {
        this.bytes = bytes;
        this.signed = signed;
    }

    /** Size in bytes: 1, 2, 4 or 8. */
    public int bytes() {
        return bytes;
    }

    /** Whether a loaded value is sign-extended to 64 bits; otherwise it is zero-extended. */
    public boolean signed() {
        return signed;
    }
}
