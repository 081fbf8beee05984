// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of registers and CSRs, in both directions. */
class NamesTest {
    @Test
    void registersHaveABINamesAndNumbers() {
        for (int i = 0; i < 32; i++) {
            assertThat(Registers.xNumber(Registers.x(i))).isEqualTo(i);
            assertThat(Registers.xNumber("x" + i)).isEqualTo(i);
            assertThat(Registers.fNumber(Registers.f(i))).isEqualTo(i);
            assertThat(Registers.fNumber("f" + i)).isEqualTo(i);
        }
        assertThat(Registers.xNumber("fp")).isEqualTo(8);
        assertThat(Registers.x(10)).isEqualTo("a0");
        assertThat(Registers.f(8)).isEqualTo("fs0");
        for (final String wrong : new String[] {"", "x", "x32", "x01", "f0", "a8"}) {
            assertThat(Registers.xNumber(wrong)).as(wrong).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x003, fcsr",
        "0x100, sstatus",
        "0x105, stvec",
        "0x141, sepc",
        "0x143, stval",
        "0x14d, stimecmp",
        "0x180, satp",
        "0x300, mstatus",
        "0x304, mie",
        "0x306, mcounteren",
        "0x30a, menvcfg",
        "0x344, mip",
        "0x3a2, pmpcfg2",
        "0x3ef, pmpaddr63",
        "0xb02, minstret",
        "0xb1f, mhpmcounter31",
        "0x323, mhpmevent3",
        "0xc01, time",
        "0xc03, hpmcounter3",
        "0xf14, mhartid",
        "0x5c0, xpcctl",
        "0x5c1, xentrytable",
        "0x5c2, xentrysize",
        "0x5c3, xcallcap",
        "0x5c4, xlink",
        "0x5c5, xlinkbase",
        "0x5c6, xlinklimit",
        "0x5c7, xsegva",
        "0x5c8, xsegpa",
        "0x5c9, xseglen",
        "0x5ca, xseglist",
        "0x800, xmaskbase",
        "0x801, xmasklen",
        "0xcc0, uxcallcap",
        "0xcc1, uxsegva",
        "0xcc2, uxseglen",
        "0xcc3, uxseglist"
    })
    void csrsHaveNames(final String number, final String name) {
        assertThat(CsrNames.name(Integer.decode(number))).isEqualTo(name);
        assertThat(CsrNames.number(name)).isEqualTo(Integer.decode(number));
    }

    @Test
    void aCsrWithoutANameIsANumber() {
        assertThat(CsrNames.name(0x7c0)).isEqualTo("0x7c0");
        assertThat(CsrNames.number("nothing")).isEqualTo(-1);
    }
}
