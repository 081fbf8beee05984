// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.xpcmachine.isa.Registers;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;

/**
 * All registers of a hart by name: x, {@code pc}, f, every CSR that it has, and its mode as {@code priv}. Reading and writing them
 * is done from outside: privilege does not matter, what is written of a CSR is what is legal (WARL).
 */
public final class HartRegisters {
    private final List<Register> registers = new ArrayList<>();
    private final Map<String, Register> byName = new HashMap<>();

    /** Where a register belongs. */
    public enum Group {
        INTEGER,
        PC,
        FLOAT,
        CSR,
        MODE
    }

    /** One register. {@code write} throws {@link IllegalArgumentException} for a mode that there is not. */
    public record Register(Group group, String name, LongSupplier read, LongConsumer write) {}

    public HartRegisters(final Core core) {
        final Hart hart = core.hart;
        for (int i = 0; i < 32; i++) {
            final int n = i;
            add(Group.INTEGER, Registers.x(i), () -> hart.x[n], value -> hart.x[n] = n == 0 ? 0 : value);
            byName.put("x" + i, registers.getLast());
        }
        add(Group.PC, "pc", () -> hart.pc, value -> hart.pc = value & ~1L);
        for (int i = 0; i < 32; i++) {
            final int n = i;
            add(Group.FLOAT, Registers.f(i), () -> hart.f[n], value -> hart.f[n] = value);
            byName.put("f" + i, registers.getLast());
        }
        for (final Csr csr : core.csrs.all()) {
            add(Group.CSR, csr.name(), () -> csr.read(hart), value -> csr.write(hart, value));
        }
        add(Group.MODE, "priv", () -> hart.privilege, value -> setPrivilege(hart, value));
    }

    private void add(final Group group, final String name, final LongSupplier read, final LongConsumer write) {
        final Register register = new Register(group, name, read, write);
        registers.add(register);
        byName.put(name, register);
    }

    private static void setPrivilege(final Hart hart, final long value) {
        if (value != Privilege.U && value != Privilege.S && value != Privilege.M) {
            throw new IllegalArgumentException("no such mode: " + value);
        }
        hart.privilege = (int) value;
        hart.updateTranslation();
    }

    /** Returns all: x, pc, f, the CSRs by rising number, the mode. */
    public List<Register> all() {
        return registers;
    }

    /** Returns the register of that name; x and f registers have that of the ABI and their number's, as {@code a0} and {@code x10}. */
    public Optional<Register> find(final String name) {
        return Optional.ofNullable(byName.get(name));
    }
}
