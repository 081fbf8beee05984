// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.HashMap;
import java.util.Map;

/** Numbers and names of control and status registers (privileged specification, "CSR Listing", and Xxpc). */
public final class CsrNames {
    /** A number, then the names from that number on. */
    private static final String[] TABLE = {
        "001 fflags frm fcsr",
        "c00 cycle time instret",
        "100 sstatus",
        "104 sie stvec scounteren",
        "10a senvcfg",
        "120 scountinhibit",
        "140 sscratch sepc scause stval sip",
        "14d stimecmp",
        "180 satp",
        "5a8 scontext",
        "f11 mvendorid marchid mimpid mhartid mconfigptr",
        "300 mstatus misa medeleg mideleg mie mtvec mcounteren",
        "30a menvcfg",
        "320 mcountinhibit",
        "340 mscratch mepc mcause mtval mip",
        "34a mtinst mtval2",
        "747 mseccfg",
        "7a0 tselect tdata1 tdata2 tdata3",
        "7a8 mcontext",
        "7b0 dcsr dpc dscratch0 dscratch1",
        "b00 mcycle",
        "b02 minstret",
        "5c0 xpcctl xentrytable xentrysize xcallcap xlink xlinkbase xlinklimit xsegva xsegpa xseglen xseglist",
        "800 xmaskbase xmasklen",
        "cc0 uxcallcap uxsegva uxseglen uxseglist",
    };

    private static final Map<String, Integer> NUMBERS = new HashMap<>();
    private static final Map<Integer, String> NAMES = new HashMap<>();

    static {
        for (final String row : TABLE) {
            final String[] parts = row.split(" ");
            for (int i = 1; i < parts.length; i++) {
                define(Integer.parseInt(parts[0], 16) + i - 1, parts[i]);
            }
        }
        for (int i = 3; i < 32; i++) {
            define(0xc00 + i, "hpmcounter" + i);
            define(0xb00 + i, "mhpmcounter" + i);
            define(0x320 + i, "mhpmevent" + i);
        }
        for (int i = 0; i < 64; i++) {
            define(0x3b0 + i, "pmpaddr" + i);
        }
        for (int i = 0; i < 16; i += 2) {
            define(0x3a0 + i, "pmpcfg" + i);
        }
    }

    private CsrNames() {}

    private static void define(final int number, final String name) {
        NAMES.put(number, name);
        NUMBERS.put(name, number);
    }

    /** Name of CSR {@code number}, 0 to 4095; one without a name is written as a hexadecimal number. */
    public static String name(final int number) {
        final String name = NAMES.get(number);
        return name != null ? name : "0x" + Integer.toHexString(number);
    }

    /** Number of the CSR named {@code name}, or -1. */
    public static int number(final String name) {
        return NUMBERS.getOrDefault(name, -1);
    }
}
