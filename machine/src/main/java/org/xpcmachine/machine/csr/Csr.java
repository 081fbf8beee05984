// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.machine.hart.Hart;

/**
 * A control and status register: how it reads, and which values it takes (WARL). It holds no state of its own: that is in
 * {@link Hart} or in the unit that the register controls. Mode and read-only checks by number are {@link CsrFile}'s.
 */
public abstract class Csr {
    private final int number;
    private final String name;

    /** Makes a register with a name that {@link CsrNames} knows, and the number that goes with it. */
    protected Csr(final String name) {
        this(CsrNames.number(name), name);
    }

    /**
     * Makes a register that the assembler need not know.
     *
     * @param number 0 to 0xfff; bits 9:8 are the least mode that may access it, bits 11:10 = 3 make it read-only
     * @param name as in the specification that defines it
     */
    protected Csr(final int number, final String name) {
        if (number < 0 || number > 0xfff) {
            throw new IllegalArgumentException(name + ": CSR number " + number + " is not in 0..0xfff");
        }
        this.number = number;
        this.name = name;
    }

    /** Makes a register from two functions; {@code write} applies the WARL rule and any effect. */
    public static Csr of(final String name, final ToLongFunction<Hart> read, final ObjLongConsumer<Hart> write) {
        return new Csr(name) {
            @Override
            public long read(final Hart hart) {
                return read.applyAsLong(hart);
            }

            @Override
            public void write(final Hart hart, final long value) {
                write.accept(hart, value);
            }
        };
    }

    /** Makes a register that always reads {@code value} and ignores writes. */
    public static Csr constant(final String name, final long value) {
        return of(name, hart -> value, (hart, ignored) -> {});
    }

    public final int number() {
        return number;
    }

    public final String name() {
        return name;
    }

    /** Whether the hart may access it now, beyond the rules of the number; a refusal is an illegal instruction. */
    public boolean accessible(final Hart hart) {
        return true;
    }

    public abstract long read(Hart hart);

    /** Returns the value whose bits csrrs and csrrc set and clear; differs from {@link #read} in {@code mip} alone. */
    public long readForUpdate(final Hart hart) {
        return read(hart);
    }

    /** Writes what is legal of {@code value} and has the effects of the write. */
    public abstract void write(Hart hart, long value);

    @Override
    public final String toString() {
        return name;
    }
}
