// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xpcmachine.isa.Disassembler.Style;

/** Decoder, encoder, disassembler and assembler are each other's inverses for every row of the tables. */
class RoundTripTest {
    private static final long SEED = 2;
    private static final int SAMPLES = 60;
    private static final long PC = 0x8000_0000L;
    private static final int FENCE_IGNORED = 0x000f8f80;

    private static int assembled(final String text) {
        return Assembler.assemble(PC, text).word(PC);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ILLEGAL")
    void everyInstructionSurvives(final Op op) {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < SAMPLES; i++) {
            final int raw = sample(op, random);
            final long decoded = Decoder.decode(raw);
            assertThat(Encoder.encode(decoded))
                    .as("seed %d, encode %08x", SEED, raw)
                    .isEqualTo(raw);
            for (final Style style : Style.values()) {
                final String text = Disassembler.disassemble(PC, raw, style);
                assertThat(assembled(text))
                        .as("seed %d, %08x %s", SEED, raw, text)
                        .isEqualTo(raw);
            }
        }
    }

    /** A random encoding of {@code op}, with the registers zero and ra more often than not so that aliases are met. */
    private static int sample(final Op op, final SplittableRandom random) {
        while (true) {
            final int bits = random.nextInt() & (random.nextBoolean() ? -1 : ~(0x1e << 15 | 0x1e << 20 | 0x1e << 7));
            int raw = bits & ~op.mask() | op.match();
            if (op == Op.FENCE_I) {
                raw = op.match();
            } else if (op == Op.FENCE) {
                raw &= ~(0xf0000000 | FENCE_IGNORED);
            }
            if (op.encoding().matches(raw)) {
                return raw;
            }
        }
    }

    @Test
    void everyCompressedInstructionSurvives() {
        for (int raw = 0; raw < 1 << 16; raw++) {
            final Compressed row = Decoder.compressed(raw);
            if (row == null) {
                continue;
            }
            final long decoded = Decoder.decode(raw);
            assertThat(Encoder.encode(
                            row,
                            Decoded.rd(decoded) & 31,
                            Decoded.rs1(decoded),
                            Decoded.rs2(decoded),
                            Decoded.imm(decoded)))
                    .as("%s %04x", row, raw)
                    .isEqualTo(raw);
            final String text = Disassembler.disassemble(PC, raw, Style.NO_ALIASES);
            assertThat(text).startsWith("c.");
            assertThat(assembled(text)).as("%04x %s", raw, text).isEqualTo(raw);
            final String expanded = Disassembler.disassemble(PC, raw);
            if (row != Compressed.C_MV) {
                assertThat(assembled(expanded)).as("%04x %s", raw, expanded).isEqualTo(Encoder.encode(decoded));
            }
        }
    }

    @Test
    void fencesWithAnyFieldsDecodeAndShow() {
        assertThat(assembled("fence.tso")).isEqualTo(0x8330000f);
        assertThat(Disassembler.disassemble(PC, 0x8330000f)).isEqualTo("fence.tso");
        assertThat(Disassembler.disassemble(PC, 0x0ff0000f | FENCE_IGNORED)).isEqualTo("fence");
        assertThat(Disassembler.disassemble(PC, 0xfff0100f | FENCE_IGNORED)).isEqualTo("fence.i");
    }

    @Test
    void illegalEncodingsAreShownAsData() {
        for (final int raw : new int[] {0, 0x9c41, 0x00000007, 0xffffffff}) {
            assertThat(assembled(Disassembler.disassemble(PC, raw))).isEqualTo(raw);
        }
    }
}
