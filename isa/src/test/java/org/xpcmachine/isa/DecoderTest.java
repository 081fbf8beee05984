// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Fields land where {@link Decoded} says, and reserved encodings are illegal. */
class DecoderTest {
    private static final long SEED = 1;

    private static void assertDecodes(
            final int raw, final Op op, final int rd, final int rs1, final int rs2, final int imm) {
        final long decoded = Decoder.decode(raw);
        assertThat(Decoded.op(decoded)).as("%08x", raw).isEqualTo(op);
        assertThat(new int[] {Decoded.rd(decoded), Decoded.rs1(decoded), Decoded.rs2(decoded), Decoded.imm(decoded)})
                .as("rd, rs1, rs2, imm of %08x %s", raw, op)
                .containsExactly(rd, rs1, rs2, imm);
        assertThat(Decoded.length(decoded)).isEqualTo((raw & 3) == 3 ? 4 : 2);
    }

    private static void assertIllegal(final int... raws) {
        for (final int raw : raws) {
            final long decoded = Decoder.decode(raw);
            assertThat(Decoded.op(decoded)).as("%08x", raw).isEqualTo(Op.ILLEGAL);
            assertThat(Decoded.imm(decoded)).as("%08x", raw).isEqualTo((raw & 3) == 3 ? raw : raw & 0xffff);
            assertThat(decoded).isNotZero();
        }
    }

    @Test
    void eachFormatPutsItsImmediateTogether() {
        assertDecodes(0xfff58513, Op.ADDI, 10, 11, 0, -1);
        assertDecodes(0x7ff58513, Op.ADDI, 10, 11, 0, 2047);
        assertDecodes(0xfeb53c23, Op.SD, 0, 10, 11, -8);
        assertDecodes(0x80000537, Op.LUI, 10, 0, 0, 0x80000000);
        assertDecodes(0x12345597, Op.AUIPC, 11, 0, 0, 0x12345000);
        assertDecodes(0xfe000ee3, Op.BEQ, 0, 0, 0, -4);
        assertDecodes(0x00b50463, Op.BEQ, 0, 10, 11, 8);
        assertDecodes(0x7eb518e3, Op.BNE, 0, 10, 11, 0xff0);
        assertDecodes(0xffdff0ef, Op.JAL, 1, 0, 0, -4);
        assertDecodes(0x001000ef, Op.JAL, 1, 0, 0, 2048);
        assertDecodes(0x02051513, Op.SLLI, 10, 10, 0, 32);
        assertDecodes(0x43f55513, Op.SRAI, 10, 10, 0, 63);
        assertDecodes(0x41f5551b, Op.SRAIW, 10, 10, 0, 31);
        assertDecodes(0x30529073, Op.CSRRW, 32, 5, 0, 0x305);
        assertDecodes(0xc00fd5f3, Op.CSRRWI, 11, 31, 0, 0xc00);
        assertDecodes(0x16b5252f, Op.ILLEGAL, 0, 0, 0, 0x16b5252f);
        assertDecodes(0x1605252f, Op.LR_W, 10, 10, 0, 3);
        assertDecodes(0x04b5352f, Op.AMOADD_D, 10, 10, 11, 2);
        assertDecodes(0x0ff0000f, Op.FENCE, 0, 0, 0, 0x0ff);
        assertDecodes(0x8330000f, Op.FENCE, 0, 0, 0, 0x833);
        assertDecodes(0x0100000f, Op.FENCE, 0, 0, 0, 0x010);
        assertDecodes(0x6ac5f543, Op.FMADD_D, 10, 11, 12, 13);
        assertDecodes(0x0005000b, Op.XCALL, 0, 10, 0, 0);
        assertDecodes(0x0000100b, Op.XRET, 0, 0, 0, 0);
        assertDecodes(0x0005200b, Op.SWAPSEG, 0, 10, 0, 0);
    }

    @Test
    void anIntegerResultForX0GoesToTheSink() {
        assertDecodes(0x00000013, Op.ADDI, Decoded.SINK, 0, 0, 0);
        assertDecodes(0x00008067, Op.JALR, Decoded.SINK, 1, 0, 0);
        assertDecodes(0x00053007, Op.FLD, 0, 10, 0, 0);
        assertDecodes(0xa2b50053, Op.FLE_D, Decoded.SINK, 10, 11, 0);
        assertDecodes(0x0001, Op.ADDI, Decoded.SINK, 0, 0, 0);
    }

    @Test
    void reservedEncodingsAreIllegal() {
        assertIllegal(0, 0xffff, -1, 0x0000001f, 0x0000007f);
        assertIllegal(0x0405151b | 1 << 25, 0x0205151b, 0x80051513);
        assertIllegal(0x16b5252f, 0x1605052f, 0x1605452f);
        assertIllegal(0xc0450553, 0xd0450553, 0x58150553, 0x40050553, 0x42150553, 0x42050553 | 2 << 20);
        assertIllegal(0x00000073 | 1 << 7, 0x00000073 | 1 << 15, 0x30200073 | 1 << 7, 0x12000073 | 1 << 7, 0x00200073);
        assertIllegal(0x00004073, 0x00003003 | 7 << 12, 0x00004023, 0x00002063, 0x00003063, 0x00001067, 0x0000200f);
        assertIllegal(0x0005008b, 0x0015000b, 0x0205000b, 0x0000900b, 0x0000300b, 0x0000002b);
        assertIllegal(0x04b54533, 0x0815453b, 0x60351513, 0x6035151b, 0x28651513 | 4 << 12);
    }

    @Test
    void staticRoundingModes5And6AreReservedAnd7IsDynamic() {
        for (int rm = 0; rm < 8; rm++) {
            final long decoded = Decoder.decode(0x02b50553 | rm << 12);
            if (rm == 5 || rm == 6) {
                assertThat(Decoded.op(decoded)).isEqualTo(Op.ILLEGAL);
            } else {
                assertThat(Decoded.op(decoded)).isEqualTo(Op.FADD_D);
                assertThat(Decoded.rm(decoded)).isEqualTo(rm);
            }
        }
    }

    @Test
    void compressedInstructionsExpand() {
        assertDecodes(0x1fe8, Op.ADDI, 10, 2, 0, 1020);
        assertDecodes(0x4548, Op.LW, 10, 10, 0, 12);
        assertDecodes(0xe10c, Op.SD, 0, 10, 11, 0);
        assertDecodes(0x717d, Op.ADDI, 2, 2, 0, -16);
        assertDecodes(0x757d, Op.LUI, 10, 0, 0, 0xfffff000);
        assertDecodes(0x8082, Op.JALR, Decoded.SINK, 1, 0, 0);
        assertDecodes(0x9502, Op.JALR, 1, 10, 0, 0);
        assertDecodes(0x9002, Op.EBREAK, 0, 0, 0, 0);
        assertDecodes(0x852e, Op.ADD, 10, 0, 11, 0);
        assertDecodes(0x952e, Op.ADD, 10, 10, 11, 0);
        assertDecodes(0xbffd, Op.JAL, Decoded.SINK, 0, 0, -2);
        assertDecodes(0xdd75, Op.BEQ, 0, 10, 0, -4);
        assertDecodes(0x9d0d, Op.SUBW, 10, 10, 11, 0);
        assertDecodes(0x60a2, Op.LD, 1, 2, 0, 8);
        assertDecodes(0xe406, Op.SD, 0, 2, 1, 8);
    }

    @Test
    void reservedCompressedEncodingsAreIllegalAndHintsAreNot() {
        assertIllegal(
                0x0008,
                0x6501,
                0x6101,
                0x2001,
                0x2005,
                0x4002,
                0x4082 & ~0xf80,
                0x6002,
                0x8002,
                0x8000,
                0x9c41,
                0x9c61);
        assertDecodes(0x0005, Op.ADDI, Decoded.SINK, 0, 0, 1);
        assertDecodes(0x0501, Op.ADDI, 10, 10, 0, 0);
        assertDecodes(0x4005, Op.ADDI, Decoded.SINK, 0, 0, 1);
        assertDecodes(0x6005, Op.LUI, Decoded.SINK, 0, 0, 0x1000);
        assertDecodes(0x0006, Op.SLLI, Decoded.SINK, 0, 0, 1);
        assertDecodes(0x8006, Op.ADD, Decoded.SINK, 0, 1, 0);
        assertDecodes(0x900a, Op.ADD, Decoded.SINK, 0, 2, 0);
    }

    @Test
    void theBucketsFindExactlyTheRowThatMatches() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 300_000; i++) {
            final Op template = Op.of(random.nextInt(Op.values().length));
            final int raw = (random.nextInt() & ~template.mask() | template.match()) | 3;
            Op expected = Op.ILLEGAL;
            for (final Op op : Op.values()) {
                if (op != Op.ILLEGAL && op.encoding().matches(raw)) {
                    expected = op;
                }
            }
            assertThat(Decoded.op(Decoder.decode(raw)))
                    .as("seed %d, %08x", SEED, raw)
                    .isEqualTo(expected);
        }
    }
}
