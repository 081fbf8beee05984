// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.loader.Symbol.Type;

class SymbolTableTest {
    private final SymbolTable table = new SymbolTable(List.of(
            new Symbol("main", 0x1000, 0x100, Type.FUNCTION),
            new Symbol("inner", 0x1040, 0x10, Type.FUNCTION),
            new Symbol("entry", 0x2000, 0, Type.LABEL),
            new Symbol("data", 0x3000, 8, Type.OBJECT),
            new Symbol("alias", 0x3000, 0, Type.LABEL),
            new Symbol("high", 0xffff_ffff_8000_0000L, 4, Type.FUNCTION),
            new Symbol("main", 0x5000, 4, Type.FUNCTION)));

    @Test
    void namesAddresses() {
        assertThat(table.describe(0x1000)).isEqualTo("main");
        assertThat(table.describe(0x1012)).isEqualTo("main+0x12");
        assertThat(table.describe(0x1044)).isEqualTo("inner+0x4");
        assertThat(table.describe(0xffff_ffff_8000_0002L)).isEqualTo("high+0x2");
    }

    @Test
    void findsTheOuterSymbolBehindAnInnerOne() {
        assertThat(table.describe(0x1080)).isEqualTo("main+0x80");
    }

    @Test
    void sizeEndsASymbolAndLabelsReachToTheNext() {
        assertThat(table.describe(0x1100)).isEqualTo("0x1100");
        assertThat(table.describe(0x2ffe)).isEqualTo("entry+0xffe");
        assertThat(table.describe(0x3008)).isEqualTo("0x3008");
        assertThat(table.describe(0)).isEqualTo("0x0");
        assertThat(table.describe(-1)).isEqualTo("0xffffffffffffffff");
        assertThat(SymbolTable.EMPTY.describe(16)).isEqualTo("0x10");
    }

    @Test
    void prefersTypedSymbolsAtOneAddress() {
        assertThat(table.describe(0x3000)).isEqualTo("data");
    }

    @Test
    void findsByName() {
        assertThat(table.address("data")).hasValue(0x3000);
        assertThat(table.address("alias")).hasValue(0x3000);
        assertThat(table.address("main")).hasValue(0x1000);
        assertThat(table.address("absent")).isEmpty();
        assertThat(table.find("inner"))
                .hasValueSatisfying(s -> assertThat(s.size()).isEqualTo(0x10));
    }

    @Test
    void joinsPrograms() {
        final SymbolTable user = new SymbolTable(
                List.of(new Symbol("main", 0x100, 4, Type.FUNCTION), new Symbol("user", 0x200, 4, Type.FUNCTION)));
        final SymbolTable both = table.with(user);
        assertThat(both.address("main")).hasValue(0x1000);
        assertThat(both.describe(0x102)).isEqualTo("main+0x2");
        assertThat(both.describe(0x200)).isEqualTo("user");
    }

    @Test
    void sizesThatWrapAroundDoNoHarm() {
        final SymbolTable odd = new SymbolTable(
                List.of(new Symbol("wrap", 0x1000, -1, Type.OBJECT), new Symbol("next", 0x9000, 4, Type.OBJECT)));
        assertThat(odd.describe(0x9000)).isEqualTo("next");
        assertThat(odd.describe(0x9008)).isEqualTo("wrap+0x8008");
    }
}
