// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class EncoderTest {
    @Test
    void encodesEachFormat() {
        assertThat(Encoder.encode(Op.ADD, 10, 11, 12, 0)).isEqualTo(0x00c58533);
        assertThat(Encoder.encode(Op.SD, 0, 2, 1, -8)).isEqualTo(0xfe113c23);
        assertThat(Encoder.encode(Op.LUI, 10, 0, 0, 0x80000000)).isEqualTo(0x80000537);
        assertThat(Encoder.encode(Op.CSRRWI, 0, 31, 0, 0x300)).isEqualTo(0x300fd073);
        assertThat(Encoder.encode(Op.FADD_D, 10, 11, 12, 0)).isEqualTo(0x02c5f553);
        assertThat(Encoder.encode(Op.FADD_D, 10, 11, 12, 1, 0)).isEqualTo(0x02c59553);
        assertThat(Encoder.encode(Op.FCVT_D_W, 10, 11, 0, 0)).isEqualTo(0xd2058553);
        assertThat(Encoder.encode(Op.FMADD_S, 1, 2, 3, 4)).isEqualTo(0x203170c3);
        assertThat(Encoder.encode(Op.LR_D, 10, 11, 0, 2)).isEqualTo(0x1405b52f);
        assertThat(Encoder.encode(Op.XCALL, 0, 10, 0, 0)).isEqualTo(0x0005000b);
        assertThat(Encoder.encode(Op.ILLEGAL, 0, 0, 0, 7)).isEqualTo(7);
        assertThat(Encoder.encode(Compressed.C_LWSP, 10, 2, 0, 4)).isEqualTo(0x4512);
        assertThat(Encoder.encode(Compressed.C_SUB, 8, 8, 9, 0)).isEqualTo(0x8c05);
    }

    @Test
    void operandsThatDoNotFitAreRefused() {
        refused("between -2048 and 2047", Op.ADDI, 1, 1, 0, -2049);
        refused("rs2 1 does not fit", Op.ADDI, 1, 1, 1, 0);
        refused("rd 32 does not fit", Op.ADDI, 32, 1, 0, 0);
        refused("rs1 -1 does not fit", Op.ADD, 1, -1, 0, 0);
        refused("imm 1 does not fit", Op.ADD, 1, 1, 1, 1);
        refused("multiple of 2", Op.BEQ, 0, 1, 1, 3);
        refused("multiple of 4096", Op.LUI, 1, 0, 0, 1);
        refused("does not fit", Op.SLLIW, 1, 1, 0, 32);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Encoder.encode(Op.FADD_S, 1, 1, 1, 6, 0))
                .withMessageContaining("reserved");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Encoder.encode(Compressed.C_ADD, 1, 2, 3, 0))
                .withMessageContaining("rs1 of c.add must be 1, not 2");
    }

    private static void refused(
            final String message, final Op op, final int rd, final int rs1, final int rs2, final int imm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Encoder.encode(op, rd, rs1, rs2, imm))
                .withMessageContaining(op.mnemonic())
                .withMessageContaining(message);
    }
}
