// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.lang.classfile.CodeBuilder;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.isa.Operand;
import org.xpcmachine.machine.hart.Hart;

/** Guest registers in JVM locals: those that a region names are loaded at its entry, those it writes are written back at exits. */
final class Registers {
    private final BitSet usedX = new BitSet();
    private final BitSet usedF = new BitSet();
    private final BitSet writtenX = new BitSet();
    private final BitSet writtenF = new BitSet();
    private final Map<Integer, Integer> slotX = new HashMap<>();
    private final Map<Integer, Integer> slotF = new HashMap<>();

    Registers(final RegionPlan plan) {
        for (final Block block : plan.blocks()) {
            for (final long d : block.code()) {
                note(d);
            }
        }
    }

    private void note(final long d) {
        final Op op = Decoded.op(d);
        final Kind kind = op.kind();
        for (final Operand operand : kind.operands()) {
            switch (operand) {
                case RS1, BASE, OFFSET_BASE -> usedX.set(Decoded.rs1(d));
                case RS2 -> usedX.set(Decoded.rs2(d));
                case FS1 -> usedF.set(Decoded.rs1(d));
                case FS2 -> usedF.set(Decoded.rs2(d));
                case FS3 -> usedF.set(Decoded.rs3(d));
                default -> {}
            }
        }
        if (kind.writesInteger() && Decoded.rd(d) != Decoded.SINK) {
            usedX.set(Decoded.rd(d));
            writtenX.set(Decoded.rd(d));
        }
        if (kind.writesFloat()) {
            usedF.set(Decoded.rd(d));
            writtenF.set(Decoded.rd(d));
        }
        usedX.clear(0);
    }

    /** Emits the loads of all registers at the region's entry. */
    void load(final CodeBuilder code, final int hart) {
        load(code, hart, "x", usedX, slotX);
        load(code, hart, "f", usedF, slotF);
    }

    private static void load(
            final CodeBuilder code,
            final int hart,
            final String array,
            final BitSet used,
            final Map<Integer, Integer> slots) {
        used.stream().forEach(register -> {
            final int slot = code.allocateLocal(java.lang.classfile.TypeKind.LONG);
            slots.put(register, slot);
            code.aload(hart)
                    .getfield(Descriptors.of(Hart.class), array, Descriptors.LONGS)
                    .loadConstant(register)
                    .laload()
                    .lstore(slot);
        });
    }

    /** Emits the write-back of all registers that the region writes. */
    void writeBack(final CodeBuilder code, final int hart) {
        writeBack(code, hart, "x", writtenX, slotX);
        writeBack(code, hart, "f", writtenF, slotF);
    }

    private static void writeBack(
            final CodeBuilder code,
            final int hart,
            final String array,
            final BitSet written,
            final Map<Integer, Integer> slots) {
        written.stream()
                .forEach(register -> code.aload(hart)
                        .getfield(Descriptors.of(Hart.class), array, Descriptors.LONGS)
                        .loadConstant(register)
                        .lload(slots.get(register))
                        .lastore());
    }

    /** Emits the push of an integer register's value. */
    void pushX(final CodeBuilder code, final int register) {
        if (register == 0) {
            code.lconst_0();
        } else {
            code.lload(slotX.get(register));
        }
    }

    /** Emits the pop of a long into a destination, which may be {@link Decoded#SINK}. */
    void popX(final CodeBuilder code, final int destination) {
        if (destination == Decoded.SINK) {
            code.pop2();
        } else {
            code.lstore(slotX.get(destination));
        }
    }

    void pushF(final CodeBuilder code, final int register) {
        code.lload(slotF.get(register));
    }

    void popF(final CodeBuilder code, final int register) {
        code.lstore(slotF.get(register));
    }

    /** Whether the region has an instruction that names a floating-point register. */
    boolean hasFloat() {
        return !usedF.isEmpty();
    }
}
