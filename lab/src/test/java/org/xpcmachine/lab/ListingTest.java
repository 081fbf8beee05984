// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Disassembler;
import org.xpcmachine.machine.loader.Symbol;
import org.xpcmachine.machine.loader.SymbolTable;

class ListingTest {
    private static final long BASE = 0x8000_0000L;
    private static final SymbolTable SYMBOLS = new SymbolTable(List.of(
            new Symbol("start", BASE, 0, Symbol.Type.FUNCTION), new Symbol("loop", BASE + 4, 8, Symbol.Type.FUNCTION)));

    private static List<Listing.Line> lines(final String program, final Disassembler.Style style) {
        return new Listing(style).lines(Assembler.assemble(BASE, program).bytes(), BASE, SYMBOLS);
    }

    @Test
    void linesCarrySymbolsAndTargets() {
        final List<Listing.Line> lines = lines("li a0, 1\nloop: c.nop\nc.nop\nj loop", Disassembler.Style.ALIASES);
        assertThat(lines).extracting(Listing.Line::text).containsExactly("li a0, 1", "nop", "nop", "j 0x80000004");
        assertThat(lines).extracting(Listing.Line::symbol).containsExactly("start", "loop", null, null);
        assertThat(lines.getLast().target()).isEqualTo("loop");
        assertThat(lines.get(1).format()).isEqualTo("        80000004:  0001      nop");
    }

    @Test
    void withoutAliasesEverythingIsAsEncoded() {
        assertThat(lines("li a0, 1\nret\nc.nop", Disassembler.Style.NO_ALIASES))
                .extracting(Listing.Line::text)
                .containsExactly("addi a0, zero, 1", "jalr zero, 0(ra)", "c.nop");
    }

    @Test
    void anInstructionCutOffByTheEndIsData() {
        final List<Listing.Line> lines =
                new Listing(Disassembler.Style.ALIASES).lines(new byte[] {0x13, 0x05, 0x10}, BASE, SymbolTable.EMPTY);
        assertThat(lines).hasSize(1);
        assertThat(lines.getFirst().text()).isEqualTo(".half 0x513");
    }

    @Test
    void aCsrWithoutANameIsNoTarget() {
        assertThat(lines("csrw 0x7c5, a0", Disassembler.Style.ALIASES)
                        .getFirst()
                        .target())
                .isNull();
    }
}
