// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Other names for one instruction (RISC-V assembly programmer's manual, "pseudoinstructions"): one table for both
 * directions. In a row, {@code %r %s %t} stand for integer registers, {@code %f %g} for floating-point registers and
 * {@code %i} for any operand without parentheses. Where several rows apply, the first one counts.
 */
final class Aliases {
    /** Shown by the disassembler, and accepted by the assembler. */
    private static final String[] SHOWN = {
        "nop = addi zero, zero, 0",
        "li %r, %i = addi %r, zero, %i",
        "mv %r, %s = addi %r, %s, 0",
        "not %r, %s = xori %r, %s, -1",
        "neg %r, %s = sub %r, zero, %s",
        "negw %r, %s = subw %r, zero, %s",
        "sext.w %r, %s = addiw %r, %s, 0",
        "zext.w %r, %s = add.uw %r, %s, zero",
        "seqz %r, %s = sltiu %r, %s, 1",
        "snez %r, %s = sltu %r, zero, %s",
        "sltz %r, %s = slt %r, %s, zero",
        "sgtz %r, %s = slt %r, zero, %s",
        "beqz %r, %i = beq %r, zero, %i",
        "bnez %r, %i = bne %r, zero, %i",
        "blez %r, %i = bge zero, %r, %i",
        "bgez %r, %i = bge %r, zero, %i",
        "bltz %r, %i = blt %r, zero, %i",
        "bgtz %r, %i = blt zero, %r, %i",
        "j %i = jal zero, %i",
        "jal %i = jal ra, %i",
        "ret = jalr zero, 0(ra)",
        "jr %r = jalr zero, 0(%r)",
        "jr %i(%r) = jalr zero, %i(%r)",
        "jalr %r = jalr ra, 0(%r)",
        "jalr %i(%r) = jalr ra, %i(%r)",
        "jalr %r, %s = jalr %r, 0(%s)",
        "fence = fence iorw, iorw",
        "pause = fence w, 0",
        "sfence.vma = sfence.vma zero, zero",
        "sfence.vma %r = sfence.vma %r, zero",
        "unimp = csrrw zero, cycle, zero",
        "rdcycle %r = csrrs %r, cycle, zero",
        "rdtime %r = csrrs %r, time, zero",
        "rdinstret %r = csrrs %r, instret, zero",
        "frcsr %r = csrrs %r, fcsr, zero",
        "fscsr %r = csrrw zero, fcsr, %r",
        "fscsr %r, %s = csrrw %r, fcsr, %s",
        "frrm %r = csrrs %r, frm, zero",
        "fsrm %r = csrrw zero, frm, %r",
        "fsrm %r, %s = csrrw %r, frm, %s",
        "fsrmi %i = csrrwi zero, frm, %i",
        "fsrmi %r, %i = csrrwi %r, frm, %i",
        "frflags %r = csrrs %r, fflags, zero",
        "fsflags %r = csrrw zero, fflags, %r",
        "fsflags %r, %s = csrrw %r, fflags, %s",
        "fsflagsi %i = csrrwi zero, fflags, %i",
        "fsflagsi %r, %i = csrrwi %r, fflags, %i",
        "csrr %r, %i = csrrs %r, %i, zero",
        "csrw %i, %r = csrrw zero, %i, %r",
        "csrs %i, %r = csrrs zero, %i, %r",
        "csrc %i, %r = csrrc zero, %i, %r",
        "csrwi %i, %j = csrrwi zero, %i, %j",
        "csrsi %i, %j = csrrsi zero, %i, %j",
        "csrci %i, %j = csrrci zero, %i, %j",
        "fmv.s %f, %g = fsgnj.s %f, %g, %g",
        "fabs.s %f, %g = fsgnjx.s %f, %g, %g",
        "fneg.s %f, %g = fsgnjn.s %f, %g, %g",
        "fmv.d %f, %g = fsgnj.d %f, %g, %g",
        "fabs.d %f, %g = fsgnjx.d %f, %g, %g",
        "fneg.d %f, %g = fsgnjn.d %f, %g, %g",
    };

    /** Accepted by the assembler only. */
    private static final String[] ACCEPTED = {
        "zext.b %r, %s = andi %r, %s, 255",
        "bgt %r, %s, %i = blt %s, %r, %i",
        "ble %r, %s, %i = bge %s, %r, %i",
        "bgtu %r, %s, %i = bltu %s, %r, %i",
        "bleu %r, %s, %i = bgeu %s, %r, %i",
        "sgt %r, %s, %t = slt %r, %t, %s",
        "sgtu %r, %s, %t = sltu %r, %t, %s",
        "jalr %r, %s, %i = jalr %r, %i(%s)",
        "fgt.s %r, %f, %g = flt.s %r, %g, %f",
        "fge.s %r, %f, %g = fle.s %r, %g, %f",
        "fgt.d %r, %f, %g = flt.d %r, %g, %f",
        "fge.d %r, %f, %g = fle.d %r, %g, %f",
        "csrw %i, %j = csrrwi zero, %i, %j",
        "csrs %i, %j = csrrsi zero, %i, %j",
        "csrc %i, %j = csrrci zero, %i, %j",
        "add %r, %s, %i = addi %r, %s, %i",
        "and %r, %s, %i = andi %r, %s, %i",
        "or %r, %s, %i = ori %r, %s, %i",
        "xor %r, %s, %i = xori %r, %s, %i",
        "sll %r, %s, %i = slli %r, %s, %i",
        "srl %r, %s, %i = srli %r, %s, %i",
        "sra %r, %s, %i = srai %r, %s, %i",
    };

    private static final Map<String, List<Alias>> BY_BASE = new HashMap<>();
    private static final Map<String, List<Alias>> BY_NAME = new HashMap<>();

    static {
        for (final String row : SHOWN) {
            final Alias alias = Alias.parse(row);
            BY_BASE.computeIfAbsent(alias.base().mnemonic(), key -> new ArrayList<>())
                    .add(alias);
            BY_NAME.computeIfAbsent(alias.shown().mnemonic(), key -> new ArrayList<>())
                    .add(alias);
        }
        for (final String row : ACCEPTED) {
            final Alias alias = Alias.parse(row);
            BY_NAME.computeIfAbsent(alias.shown().mnemonic(), key -> new ArrayList<>())
                    .add(alias);
        }
    }

    private Aliases() {}

    /** How the disassembler shows {@code base}: as the first alias that fits, or as it is. */
    static InstructionText shown(final InstructionText base) {
        for (final Alias alias : BY_BASE.getOrDefault(base.mnemonic(), List.of())) {
            final InstructionText text = base.rewrite(alias.base(), alias.shown());
            if (text != null) {
                return text;
            }
        }
        return base;
    }

    /** What {@code text} is an alias of, or null if it is none. */
    static InstructionText base(final InstructionText text) {
        for (final Alias alias : BY_NAME.getOrDefault(text.mnemonic(), List.of())) {
            final InstructionText base = text.rewrite(alias.shown(), alias.base());
            if (base != null) {
                return base;
            }
        }
        return null;
    }

    private record Alias(InstructionText shown, InstructionText base) {
        static Alias parse(final String row) {
            final int equals = row.indexOf(" = ");
            return new Alias(
                    InstructionText.parse(row.substring(0, equals)), InstructionText.parse(row.substring(equals + 3)));
        }
    }
}
