// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.xpcmachine.isa.Registers;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;

/** One hart's registers in the debugger's order, and their description for it: x, pc, f, every CSR that the hart has, mode. */
final class TargetRegisters {
    /** Registers of a {@code g} packet; the debugger asks for others one by one. */
    static final int GENERAL = 33;

    private static final Set<String> OF_FLOATS = Set.of("fflags", "frm", "fcsr");

    private final List<Register> registers = new ArrayList<>();

    private record Register(String feature, String name, String type, LongSupplier read, LongConsumer write) {}

    TargetRegisters(final Core core) {
        final Hart hart = core.hart;
        for (int i = 0; i < 32; i++) {
            final int n = i;
            add("cpu", Registers.x(i), "int", () -> hart.x[n], value -> hart.x[n] = n == 0 ? 0 : value);
        }
        add("cpu", "pc", "code_ptr", () -> hart.pc, value -> hart.pc = value & ~1L);
        for (int i = 0; i < 32; i++) {
            final int n = i;
            add("fpu", Registers.f(i), "ieee_double", () -> hart.f[n], value -> hart.f[n] = value);
        }
        for (final Csr csr : core.csrs.all()) {
            add(
                    OF_FLOATS.contains(csr.name()) ? "fpu" : "csr",
                    csr.name(),
                    "int",
                    () -> csr.read(hart),
                    value -> csr.write(hart, value));
        }
        add("virtual", "priv", "int", () -> hart.privilege, value -> setPrivilege(hart, value));
    }

    private static void setPrivilege(final Hart hart, final long value) {
        if (value != Privilege.U && value != Privilege.S && value != Privilege.M) {
            throw new IllegalArgumentException("no such mode: " + value);
        }
        hart.privilege = (int) value;
        hart.updateTranslation();
    }

    private void add(
            final String feature,
            final String name,
            final String type,
            final LongSupplier read,
            final LongConsumer write) {
        registers.add(new Register(feature, name, type, read, write));
    }

    /** Returns the contents; throws {@link IndexOutOfBoundsException} if there is no such register. */
    long read(final int number) {
        return registers.get(number).read.getAsLong();
    }

    /** Writes what is legal of {@code value}; throws as {@link #read} does. */
    void write(final int number, final long value) {
        registers.get(number).write.accept(value);
    }

    /** Returns the target description. */
    String xml() {
        final StringBuilder xml = new StringBuilder("""
                <?xml version="1.0"?>
                <!DOCTYPE target SYSTEM "gdb-target.dtd">
                <target version="1.0">
                <architecture>riscv:rv64</architecture>
                <osabi>none</osabi>
                """);
        for (final String feature : List.of("cpu", "fpu", "csr", "virtual")) {
            xml.append("<feature name=\"org.gnu.gdb.riscv.").append(feature).append("\">\n");
            for (int i = 0; i < registers.size(); i++) {
                final Register r = registers.get(i);
                if (r.feature.equals(feature)) {
                    xml.append("<reg name=\"%s\" bitsize=\"64\" regnum=\"%d\" type=\"%s\"/>\n"
                            .formatted(r.name, i, r.type));
                }
            }
            xml.append("</feature>\n");
        }
        return xml.append("</target>\n").toString();
    }
}
