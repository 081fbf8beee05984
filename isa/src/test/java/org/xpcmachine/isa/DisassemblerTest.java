// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.Disassembler.Style;

/** The text agrees with that of llvm-objdump; {@code disassembly.txt} holds samples of every standard instruction. */
class DisassemblerTest {
    @Test
    void agreesWithObjdump() throws IOException {
        final Set<Op> missing = EnumSet.allOf(Op.class);
        final List<String> differences = new ArrayList<>();
        try (InputStream in = DisassemblerTest.class.getResourceAsStream("disassembly.txt")) {
            final String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                final String[] columns = line.split(" \\| ");
                final String[] place = columns[0].split(" ");
                final long pc = Long.parseLong(place[0], 16);
                final int raw = Integer.parseUnsignedInt(place[1], 16);
                final String ours = columns[0] + " | " + Disassembler.disassemble(pc, raw) + " | "
                        + Disassembler.disassemble(pc, raw, Style.NO_ALIASES);
                if (!ours.equals(line)) {
                    differences.add("expected " + line + " but was " + ours);
                }
                missing.remove(Decoded.op(Decoder.decode(raw)));
            });
        }
        assertThat(differences).isEmpty();
        assertThat(missing).containsExactlyInAnyOrder(Op.ILLEGAL, Op.XCALL, Op.XRET, Op.SWAPSEG);
    }

    @Test
    void showsXxpcAndItsRegisters() {
        assertThat(Disassembler.disassemble(0, 0x0005000b)).isEqualTo("xcall a0");
        assertThat(Disassembler.disassemble(0, 0x0000100b)).isEqualTo("xret");
        assertThat(Disassembler.disassemble(0, 0x0005a00b & ~0x8000)).isEqualTo("swapseg a0");
        assertThat(Disassembler.disassemble(0, 0x5c051073)).isEqualTo("csrw xpcctl, a0");
        assertThat(Disassembler.disassemble(0, 0xcc302573)).isEqualTo("csrr a0, uxseglist");
        assertThat(Disassembler.disassemble(0, 0x8ff02573)).isEqualTo("csrr a0, 0x8ff");
    }

    @Test
    void onlyTheLow16BitsOfACompressedInstructionCount() {
        assertThat(Disassembler.disassemble(0, 0x12348082)).isEqualTo("ret");
    }
}
