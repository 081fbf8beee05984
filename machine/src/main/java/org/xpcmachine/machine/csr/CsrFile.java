// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;

/**
 * The CSRs that a hart has, by number. Holds rules only, so that harts of one configuration can share it; an extension
 * {@linkplain #add adds} its own. A refused access throws the hart's illegal-instruction trap and has no effect.
 *
 * <p>Which of the methods an instruction means (Zicsr): csrrw with rd = x0 is {@link #write}, else {@link #exchange}; csrrs
 * and csrrc with rs1 = x0 (or uimm = 0) are {@link #read}, else {@link #set} and {@link #clear}.
 */
public final class CsrFile {
    private static final int SIZE = 0x1000;
    private static final int READ_ONLY = 3;

    private final Csr[] table = new Csr[SIZE];

    /** Makes a file without registers. */
    public CsrFile() {}

    /** Returns a file of all CSRs of the unprivileged and privileged specifications that this machine implements. */
    public static CsrFile standard(final HartConfig config) {
        final CsrFile file = new CsrFile();
        MachineInformation.register(file);
        StatusRegisters.register(file);
        TrapRegisters.register(file);
        InterruptRegisters.register(file);
        CounterRegisters.register(file);
        EnvironmentRegisters.register(file);
        TimerCompare.register(file);
        PmpRegisters.register(file, config.pmpEntries());
        Satp.register(file);
        FloatRegisters.register(file);
        return file;
    }

    /** Adds a register; its number must be free. */
    public void add(final Csr csr) {
        if (table[csr.number()] != null) {
            throw new IllegalArgumentException(
                    csr + ": CSR 0x" + Integer.toHexString(csr.number()) + " is already " + table[csr.number()]);
        }
        table[csr.number()] = csr;
    }

    /** Returns the register with a number, if there is one. */
    public Optional<Csr> find(final int number) {
        return number < 0 || number >= SIZE ? Optional.empty() : Optional.ofNullable(table[number]);
    }

    /** Returns the register with a name, if there is one. */
    public Optional<Csr> find(final String name) {
        return all().stream().filter(csr -> csr.name().equals(name)).findFirst();
    }

    /** Returns all registers by number. */
    public List<Csr> all() {
        return Arrays.stream(table).filter(Objects::nonNull).toList();
    }

    /** Returns the register if the hart may access it now, else throws illegal instruction. */
    public Csr check(final Hart hart, final int number, final boolean writes) {
        final Csr csr = table[number];
        if (csr == null
                || hart.privilege < (number >>> 8 & 3)
                || writes && number >>> 10 == READ_ONLY
                || !csr.accessible(hart)) {
            throw hart.trap.illegalInstruction();
        }
        return csr;
    }

    /** Reads without writing. */
    public long read(final Hart hart, final int number) {
        return check(hart, number, false).read(hart);
    }

    /** Writes without reading. */
    public void write(final Hart hart, final int number, final long value) {
        check(hart, number, true).write(hart, value);
    }

    /** Writes and returns the old value. */
    public long exchange(final Hart hart, final int number, final long value) {
        final Csr csr = check(hart, number, true);
        final long old = csr.read(hart);
        csr.write(hart, value);
        return old;
    }

    /** Sets the bits that are 1 in {@code mask} and returns the old value. A write, even if the mask is 0. */
    public long set(final Hart hart, final int number, final long mask) {
        final Csr csr = check(hart, number, true);
        final long old = csr.read(hart);
        csr.write(hart, csr.readForUpdate(hart) | mask);
        return old;
    }

    /** Clears the bits that are 1 in {@code mask} and returns the old value. A write, even if the mask is 0. */
    public long clear(final Hart hart, final int number, final long mask) {
        final Csr csr = check(hart, number, true);
        final long old = csr.read(hart);
        csr.write(hart, csr.readForUpdate(hart) & ~mask);
        return old;
    }

    /** Reads for a debugger, whatever the hart's mode; throws {@link IllegalArgumentException} if there is no such CSR. */
    public long peek(final Hart hart, final int number) {
        return existing(number).read(hart);
    }

    /** Writes for a debugger, whatever the hart's mode; WARL rules hold. Throws as {@link #peek} does. */
    public void poke(final Hart hart, final int number, final long value) {
        existing(number).write(hart, value);
    }

    private Csr existing(final int number) {
        return find(number).orElseThrow(() -> new IllegalArgumentException("no CSR 0x" + Integer.toHexString(number)));
    }
}
