// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssemblerTest {
    private static final long BASE = 0x8000_0000L;
    private static final long SEED = 3;

    private static List<String> disassembled(final String text) {
        final Assembly assembly = Assembler.assemble(BASE, text);
        final List<String> result = new ArrayList<>();
        for (long pc = BASE; pc < assembly.end(); pc += Decoder.length(assembly.word(pc))) {
            result.add(Disassembler.disassemble(pc, assembly.word(pc), Disassembler.Style.NO_ALIASES));
        }
        return result;
    }

    @Test
    void labelsMayBeUsedBeforeTheyAreDefined() {
        final Assembly assembly = Assembler.assemble(BASE, """
                start:  beqz a0, done      # forward
                1:      addi a0, a0, -1    // backward, by number
                        bnez a0, 1b
                        j 1f
                        c.nop
                1: done: ret
                """);
        assertThat(assembly.symbols())
                .containsEntry("start", BASE)
                .containsEntry("done", BASE + 18)
                .hasSize(2);
        assertThat(assembly.address("done")).isEqualTo(BASE + 18);
        assertThat(assembly.end()).isEqualTo(BASE + 22);
        assertThat(assembly.word(BASE)).isEqualTo(Encoder.encode(Op.BEQ, 0, 10, 0, 18));
        assertThat(assembly.word(BASE + 8)).isEqualTo(Encoder.encode(Op.BNE, 0, 10, 0, -4));
        assertThat(assembly.word(BASE + 12)).isEqualTo(Encoder.encode(Op.JAL, 0, 0, 0, 6));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> assembly.address("nowhere"))
                .withMessageContaining("nowhere");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            quoteCharacter = '`',
            value = {
                "nop = addi zero, zero, 0",
                "mv a0, x11 = addi a0, a1, 0",
                "not a0, a1 = xori a0, a1, -1",
                "neg a0, a1 = sub a0, zero, a1",
                "sext.w a0, a1 = addiw a0, a1, 0",
                "zext.w a0, a1 = add.uw a0, a1, zero",
                "seqz a0, a1 = sltiu a0, a1, 1",
                "snez a0, a1 = sltu a0, zero, a1",
                "jr a0 = jalr zero, 0(a0)",
                "jalr a0 = jalr ra, 0(a0)",
                "jalr a0, a1, 4 = jalr a0, 4(a1)",
                "ret = jalr zero, 0(ra)",
                "blez a0, . = bge zero, a0, 0x80000000",
                "bgtz a0, . = blt zero, a0, 0x80000000",
                "bgt a0, a1, . + 8 = blt a1, a0, 0x80000008",
                "bleu a0, a1, . = bgeu a1, a0, 0x80000000",
                "csrr a0, mstatus = csrrs a0, mstatus, zero",
                "csrw xpcctl, a0 = csrrw zero, xpcctl, a0",
                "csrwi xmaskbase, 3 = csrrwi zero, xmaskbase, 3",
                "csrs 0x7c0, a0 = csrrs zero, 0x7c0, a0",
                "csrc sstatus, a0 = csrrc zero, sstatus, a0",
                "csrsi sstatus, 2 = csrrsi zero, sstatus, 2",
                "rdcycle a0 = csrrs a0, cycle, zero",
                "rdtime a0 = csrrs a0, time, zero",
                "rdinstret a0 = csrrs a0, instret, zero",
                "fmv.d fa0, fa1 = fsgnj.d fa0, fa1, fa1",
                "fneg.s fa0, fa1 = fsgnjn.s fa0, fa1, fa1",
                "fabs.d fa0, fa1 = fsgnjx.d fa0, fa1, fa1",
                "fadd.d fa0, fa1, fa2 = fadd.d fa0, fa1, fa2, dyn",
                "fcvt.d.w fa0, a1 = fcvt.d.w fa0, a1",
                "lr.w.aq a0, (a1) = lr.w.aq a0, (a1)",
                "amoadd.d.aqrl a0, a1, 0(a2) = amoadd.d.aqrl a0, a1, (a2)",
                "ld a0, (sp) = ld a0, 0(sp)",
                "lw fp, -(4 * 2)(x2) = lw s0, -8(sp)",
                "lui a0, %hi(0x12345fff) = lui a0, 74566",
                "addi a0, a0, %lo(0x12345fff) = addi a0, a0, -1",
                "fence = fence iorw, iorw",
                "pause = fence w, 0",
                "c.lwsp a0, 4(sp) = c.lwsp a0, 4(sp)",
                "c.addi16sp sp, -64 = c.addi16sp sp, -64",
                "xcall a0 = xcall a0",
                "andi a0, a0, 'a' = andi a0, a0, 97",
                "andi a0, a0, 1 << 4 | 2 + 1 = andi a0, a0, 19",
                "li a0, 1 - 2 = addi a0, zero, -1",
                "sfence.vma a0 = sfence.vma a0, zero",
                "add a0, a0, 1 = addi a0, a0, 1"
            })
    void pseudoInstructions(final String text, final String expected) {
        assertThat(disassembled(text)).containsExactly(expected);
    }

    @Test
    void liMakesEvery64BitConstant() {
        final SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 2000; i++) {
            final long value = random.nextLong() >> random.nextInt(64) << random.nextInt(64);
            assertThat(valueLoaded("li a0, " + value))
                    .as("seed %d, li %d", SEED, value)
                    .isEqualTo(value);
        }
        for (final long value : new long[] {
            Long.MIN_VALUE, Long.MAX_VALUE, 0x7fffffffL, 0x80000000L, 0x7ffff800L, -2049, 0xffffffffL, 0x8000_0000_0000L
        }) {
            assertThat(valueLoaded("li a0, " + value)).as("li %d", value).isEqualTo(value);
        }
        assertThat(valueLoaded("li a0, 0xffffffffffffffff")).isEqualTo(-1);
    }

    @Test
    void laCallAndTailReachForwardAndBackward() {
        assertThat(valueLoaded("la a0, there\nnop\nthere:")).isEqualTo(BASE + 12);
        assertThat(valueLoaded(".equ far, 0x7ffff000 \n lla a0, far")).isEqualTo(0x7ffff000L);
        assertThat(disassembled("call there\ntail there\nthere:"))
                .containsExactly("auipc ra, 0", "jalr ra, 16(ra)", "auipc t1, 0", "jalr zero, 8(t1)");
        assertThat(disassembled("call . - 2048")).containsExactly("auipc ra, 0", "jalr ra, -2048(ra)");
    }

    /** Runs the little that constants and addresses are made of; returns a0. */
    private static long valueLoaded(final String text) {
        final Assembly assembly = Assembler.assemble(BASE, text);
        long a0 = 0;
        for (long pc = BASE; pc < assembly.end(); pc += 4) {
            final long decoded = Decoder.decode(assembly.word(pc));
            final long source = Decoded.rs1(decoded) == 0 ? 0 : a0;
            final long imm = Decoded.imm(decoded);
            final boolean writesA0 = Decoded.rd(decoded) == 10;
            final long result = switch (Decoded.op(decoded)) {
                case ADDI -> Alu.add(source, imm);
                case ADDIW -> Alu.addw(source, imm);
                case SLLI -> Alu.sll(source, imm);
                case LUI -> imm;
                case AUIPC -> pc + imm;
                default -> throw new AssertionError(Decoded.op(decoded));
            };
            a0 = writesA0 ? result : a0;
        }
        return a0;
    }

    @Test
    void directivesLayOutData() {
        final Assembly assembly = Assembler.assemble(BASE, """
                .equ size, 3
                    .byte 1, -1, 'x'
                    .align 3
                here: .dword here, 0xffffffffffffffff
                    .half 0x1234, -2
                    .word end - here, 4294967295
                    .space size, 7
                    .asciz "a, \\"b\\" # c\\n"
                    .ascii "é"
                end:
                """);
        assertThat(assembly.address("here")).isEqualTo(BASE + 8);
        assertThat(assembly.address("end")).isEqualTo(assembly.end()).isEqualTo(BASE + 8 + 16 + 4 + 8 + 3 + 14);
        assertThat(assembly.bytes()).startsWith(1, 0xff, 'x', 0, 0x13, 0, 0, 0, 8, 0, 0, 0x80, 0, 0, 0, 0);
        assertThat(assembly.word(BASE + 24)).isEqualTo(0xfffe1234);
        assertThat(assembly.word(BASE + 28)).isEqualTo(45);
        assertThat(assembly.word(BASE + 32)).isEqualTo(-1);
        assertThat(assembly.bytes()).containsSequence(7, 7, 7, 'a');
        assertThat(new String(assembly.bytes(), StandardCharsets.UTF_8)).endsWith("a, \"b\" # c\n\0é");
    }

    @Test
    void alignmentIsFilledWithInstructionsWithoutEffect() {
        assertThat(disassembled("c.nop\n.align 4\nret"))
                .containsExactly(
                        "c.nop",
                        "c.nop",
                        "addi zero, zero, 0",
                        "addi zero, zero, 0",
                        "addi zero, zero, 0",
                        "jalr zero, 0(ra)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '=',
            quoteCharacter = '`',
            value = {
                "foo a0 = unknown instruction 'foo'",
                ".bar = unknown directive .bar",
                "add a0, a1 = takes 3 operands, not 2",
                "add a0, a1, q9 = symbol q9 is not defined",
                "fadd.s fa0, fa1, a0 = not a floating-point register: a0",
                "addi a0, a0, 2048 = 2048 is not between -2048 and 2047",
                "slli a0, a0, 64 = 64 does not fit",
                "beq a0, a1, . + 4096 = 4096 is not",
                "j . + 1 = multiple of 2",
                "c.lw a0, 4(t0) = x8 to x15",
                "c.addi4spn a0, sp, 0 = reserved",
                "c.lwsp zero, 0(sp) = reserved",
                "fadd.s fa0, fa1, fa2, 5 = reserved",
                "lui a0, 1048576 = not a 20-bit number",
                "li a0, later = symbol later is not defined",
                "csrwi sstatus, 32 = 32 does not fit",
                "lw a0, 8 = not offset(register)",
                "lr.w a0, 4(a1) = not (register)",
                "fence q, w = subset of iorw",
                ".byte 256 = between -128 and 255",
                "c.jr zero = reserved",
                "li a0, (1 = ')' missing",
                "li a0, 0x1ffffffffffffffff = not a 64-bit number",
                "addi a0, a0, 1 2 = malformed expression",
                "j 9f = no label 9f",
                "add.aq a0, a1, a2 = unknown instruction",
                "illegal = unknown instruction",
                "li a0, 1 / 0 = division by zero"
            })
    void errorsTellTheLineAndWhatIsWrong(final String text, final String message) {
        assertThatExceptionOfType(AssemblyException.class)
                .isThrownBy(() -> Assembler.assemble(BASE, "nop\n\n" + text + "\nlater: nop"))
                .withMessageStartingWith("line 3: ")
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.line()).isEqualTo(3));
    }

    @Test
    void aSymbolIsDefinedOnce() {
        assertThatExceptionOfType(AssemblyException.class)
                .isThrownBy(() -> Assembler.assemble(BASE, "a:\na:"))
                .withMessage("line 2: symbol a is defined twice");
    }
}
