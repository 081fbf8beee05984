// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.trap;

/**
 * An exception of the guest on its way to the trap unit. Stackless and reused: one instance per hart, filled in by
 * {@link #because} and thrown at once, so that a guest that faults all day costs the host no garbage.
 */
public final class GuestTrap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Exception code, see {@link Cause}. */
    public int cause;

    /** Value for {@code mtval} or {@code stval}. */
    public long tval;

    /** The trap value is the faulting instruction itself; the trap unit fetches its bits. */
    public boolean tvalIsInstruction;

    public GuestTrap() {
        super(null, null, false, false);
    }

    /** Fills in the trap and returns it, to be thrown. */
    public GuestTrap because(final int newCause, final long newTval) {
        cause = newCause;
        tval = newTval;
        tvalIsInstruction = false;
        return this;
    }

    /** An illegal-instruction exception for the instruction being executed. */
    public GuestTrap illegalInstruction() {
        cause = Cause.ILLEGAL_INSTRUCTION;
        tval = 0;
        tvalIsInstruction = true;
        return this;
    }

    @Override
    public String getMessage() {
        return Cause.name(cause) + ", tval 0x" + Long.toHexString(tval);
    }
}
