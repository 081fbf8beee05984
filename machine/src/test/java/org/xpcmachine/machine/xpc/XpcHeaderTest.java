// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.isa.Assembler;

/** The generated header says what the engine does. */
class XpcHeaderTest {
    @Test
    void definesNumbersOffsetsAndInstructions() {
        assertThat(XpcHeader.text())
                .contains(
                        "#define CSR_XLINK                    0x5C4\n",
                        "#define XPC_CAUSE_INVALID_LINKAGE    0x1A\n",
                        "#define XPC_RECORD_MASKBASE          0x40\n",
                        "_Static_assert(sizeof(struct xpc_record) == 128",
                        ".macro swapseg rs1\n");
    }

    @Test
    void encodesTheInstructionsAsTheAssemblerDoes() {
        final long base = 0x1000;
        assertThat(Assembler.assemble(base, "xcall a0").word(base)).isEqualTo(encoded(XpcLayout.Encoding.XCALL, 10));
        assertThat(Assembler.assemble(base, "xret").word(base)).isEqualTo(encoded(XpcLayout.Encoding.XRET, 0));
        assertThat(Assembler.assemble(base, "swapseg a1").word(base))
                .isEqualTo(encoded(XpcLayout.Encoding.SWAPSEG, 11));
    }

    private static int encoded(final int function, final int rs1) {
        return rs1 << 15 | function << 12 | XpcLayout.Encoding.OPCODE;
    }

    @Test
    void isWrittenWhereItIsWanted(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("include").resolve("xxpc.h");
        XpcHeader.main(new String[] {file.toString()});
        assertThat(Files.readString(file)).isEqualTo(XpcHeader.text());
    }
}
