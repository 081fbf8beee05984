// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.List;
import java.util.Set;
import org.xpcmachine.machine.board.HartRegisters;
import org.xpcmachine.machine.execute.Core;

/** One hart's registers in the debugger's order, which is that of {@link HartRegisters}, and their description for it. */
final class TargetRegisters {
    /** Registers of a {@code g} packet; the debugger asks for others one by one. */
    static final int GENERAL = 33;

    private static final Set<String> OF_FLOATS = Set.of("fflags", "frm", "fcsr");

    private final List<HartRegisters.Register> registers;

    TargetRegisters(final Core core) {
        registers = new HartRegisters(core).all();
    }

    /** Returns the contents; throws {@link IndexOutOfBoundsException} if there is no such register. */
    long read(final int number) {
        return registers.get(number).read().getAsLong();
    }

    /** Writes what is legal of {@code value}; throws as {@link #read} does. */
    void write(final int number, final long value) {
        registers.get(number).write().accept(value);
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
                final HartRegisters.Register r = registers.get(i);
                if (feature(r).equals(feature)) {
                    xml.append("<reg name=\"%s\" bitsize=\"64\" regnum=\"%d\" type=\"%s\"/>\n"
                            .formatted(r.name(), i, type(r)));
                }
            }
            xml.append("</feature>\n");
        }
        return xml.append("</target>\n").toString();
    }

    private static String feature(final HartRegisters.Register register) {
        return switch (register.group()) {
            case INTEGER, PC -> "cpu";
            case FLOAT -> "fpu";
            case CSR -> OF_FLOATS.contains(register.name()) ? "fpu" : "csr";
            case MODE -> "virtual";
        };
    }

    private static String type(final HartRegisters.Register register) {
        return switch (register.group()) {
            case INTEGER, CSR, MODE -> "int";
            case PC -> "code_ptr";
            case FLOAT -> "ieee_double";
        };
    }
}
