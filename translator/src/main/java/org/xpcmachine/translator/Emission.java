// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;
import org.xpcmachine.isa.fp.FpStatus;
import org.xpcmachine.machine.execute.Operations;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.mmu.DataAccess;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.translator.AccessGroups.Group;

/**
 * Emits the method {@code run} of one region. Guest registers live in locals; an instruction becomes a call of its meaning, which
 * the JVM inlines. Every way out writes the registers back.
 */
final class Emission {
    private static final ClassDesc REGION = Descriptors.of(Region.class);
    private static final ClassDesc PASSAGE = Descriptors.of(Passage.class);
    private static final ClassDesc HART = Descriptors.of(Hart.class);
    private static final ClassDesc MMU = Descriptors.of(Mmu.class);
    private static final ClassDesc STATUS = Descriptors.of(FpStatus.class);
    private static final ClassDesc OPERATIONS = Descriptors.of(Operations.class);

    private static final ClassDesc DATA_ACCESS = Descriptors.of(DataAccess.class);
    private static final MethodTypeDesc LOAD =
            Descriptors.method(long.class, Mmu.class, long.class, long.class, long.class);
    private static final MethodTypeDesc STORE =
            Descriptors.method(void.class, Mmu.class, long.class, long.class, long.class, long.class);

    private static final MethodTypeDesc IS_MAPPED =
            Descriptors.method(boolean.class, Passage.class, long.class, int.class);
    private static final MethodTypeDesc BRANCH = Descriptors.method(boolean.class, long.class, long.class);
    private static final MethodTypeDesc LOAD_AT = Descriptors.method(long.class, long.class);
    private static final MethodTypeDesc STORE_AT = Descriptors.method(void.class, long.class, long.class);
    private static final MethodTypeDesc ADDEND =
            Descriptors.method(long.class, Mmu.class, long.class, long.class, long.class, int.class);

    /** A rounding mode that says: the one of {@code frm}. */
    private static final int DYNAMIC = 7;

    /** Parameters of {@code run}. */
    private static final int THIS = 0;

    private static final int PASSAGE_SLOT = 1;
    private static final int BASE = 2;
    private static final int LEFT = 4;

    private final CodeBuilder code;
    private final RegionPlan plan;
    private final Registers registers;
    private final List<Long> places = new ArrayList<>();
    private final Map<Integer, Label> labels = new LinkedHashMap<>();
    private final Map<Integer, Label> exits = new LinkedHashMap<>();

    /** Ways into blocks from other pages. */
    private final Map<Integer, Label> crossings = new LinkedHashMap<>();

    /** The locals that hold what was looked up for a group, by base register. */
    private final Map<Integer, Integer> addends = new HashMap<>();

    /** Where an access begins and ends that may be stopped by an exception. */
    private final List<Label[]> faultable = new ArrayList<>();

    /** The groups of the block that is being emitted. */
    private Map<Integer, Group> groups;

    private final Label exit;
    private final Label dispatch;
    private final int hart;
    private final int mmu;
    private final int flags;
    private final int table;
    private final int mask;
    private final int where;
    private final int pc;

    private Emission(final CodeBuilder code, final RegionPlan plan) {
        this.code = code;
        this.plan = plan;
        registers = new Registers(plan);
        plan.blocks().forEach(block -> labels.put(block.start(), code.newLabel()));
        exit = code.newLabel();
        dispatch = code.newLabel();
        hart = code.allocateLocal(TypeKind.REFERENCE);
        mmu = code.allocateLocal(TypeKind.REFERENCE);
        flags = code.allocateLocal(TypeKind.REFERENCE);
        table = code.allocateLocal(TypeKind.LONG);
        mask = code.allocateLocal(TypeKind.LONG);
        where = code.allocateLocal(TypeKind.INT);
        pc = code.allocateLocal(TypeKind.LONG);
    }

    /** Whether an instruction can be part of a region: it changes no translation, and no code. */
    static boolean translates(final Op op) {
        return switch (op.kind()) {
            case SYSTEM, CSR, LR, SC, AMO -> false;
            default -> true;
        };
    }

    /**
     * Emits the method.
     *
     * @return the region's places, see {@link Region#place}
     */
    static List<Long> emit(final CodeBuilder code, final RegionPlan plan) {
        final Emission emission = new Emission(code, plan);
        emission.region();
        return emission.places;
    }

    private void region() {
        code.aload(PASSAGE_SLOT).getfield(PASSAGE, "hart", HART).astore(hart);
        code.aload(PASSAGE_SLOT).getfield(PASSAGE, "mmu", MMU).astore(mmu);
        code.aload(hart).getfield(HART, "fflags", STATUS).astore(flags);
        code.aload(mmu)
                .invokevirtual(MMU, "dataTable", Descriptors.method(long.class))
                .lstore(table);
        code.aload(mmu)
                .invokevirtual(MMU, "dataMask", Descriptors.method(long.class))
                .lstore(mask);
        code.iconst_0().istore(where);
        final Label begin = code.newLabel();
        if (registers.hasFloat()) {
            requireFloat(begin);
        }
        code.labelBinding(begin);
        registers.load(code, hart);
        for (int i = 0; i < plan.blocks().size(); i++) {
            block(i);
        }
        emitDispatch();
        emitCrossings();
        exits.forEach((offset, label) -> {
            code.labelBinding(label);
            pushAddress(offset);
            code.lstore(pc).goto_(exit);
        });
        code.labelBinding(exit);
        registers.writeBack(code, hart);
        code.aload(PASSAGE_SLOT).iload(LEFT).putfield(PASSAGE, "left", ConstantDescs.CD_int);
        code.lload(pc).lreturn();
        if (faultable.isEmpty()) {
            return;
        }
        final Label handler = code.newBoundLabel();
        final int why = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(why);
        registers.writeBack(code, hart);
        code.aload(THIS)
                .aload(PASSAGE_SLOT)
                .aload(why)
                .lload(BASE)
                .iload(LEFT)
                .iload(where)
                .invokevirtual(
                        REGION,
                        "stopped",
                        Descriptors.method(
                                long.class, Passage.class, RuntimeException.class, long.class, int.class, int.class))
                .lreturn();
        for (final Label[] range : faultable) {
            code.exceptionCatch(range[0], range[1], handler, Descriptors.of(RuntimeException.class));
        }
    }

    /** Leaves at once, having done nothing, unless floating-point instructions are legal and round to nearest even. */
    private void requireFloat(final Label usable) {
        code.aload(hart)
                .invokestatic(
                        Descriptors.of(Region.class), "floatUsable", Descriptors.method(boolean.class, Hart.class))
                .ifne(usable);
        code.aload(PASSAGE_SLOT).iload(LEFT).putfield(PASSAGE, "left", ConstantDescs.CD_int);
        pushAddress(plan.blocks().getFirst().start());
        code.lreturn();
    }

    private void block(final int number) {
        final Block block = plan.blocks().get(number);
        code.labelBinding(labels.get(block.start()));
        if (plan.isCheckpoint(number)) {
            code.iload(LEFT).loadConstant(plan.need(number)).if_icmplt(exitTo(block.start()));
        }
        groups = AccessGroups.of(block);
        int offset = block.start();
        boolean dirty = false;
        for (int i = 0; i < block.code().length; i++) {
            final long d = block.code()[i];
            if (i == block.code().length - 1) {
                last(d, offset, i);
            } else {
                instruction(d, offset, i);
            }
            if (!dirty && dirtiesFloat(d)) {
                code.aload(hart).invokevirtual(HART, "dirtyFp", Descriptors.method(void.class));
                dirty = true;
            }
            offset += Decoded.length(d);
        }
        if (!block.endsInJump()) {
            code.iinc(LEFT, -block.code().length);
            code.goto_(labelOf(block.end(), block.start()));
        }
    }

    private static boolean dirtiesFloat(final long d) {
        return switch (Decoded.op(d).kind()) {
            case FP_LOAD, F_F, F_FF, F_FFF, X_F, X_FF, F_X -> true;
            default -> false;
        };
    }

    private void last(final long d, final int offset, final int before) {
        final Op op = Decoded.op(d);
        final int next = offset + Decoded.length(d);
        switch (op.kind()) {
            case BRANCH -> {
                code.iinc(LEFT, -(before + 1));
                registers.pushX(code, Decoded.rs1(d));
                registers.pushX(code, Decoded.rs2(d));
                final Label target = labelOf(offset + Decoded.imm(d), offset);
                if (!OwnBytecode.branch(code, op, target)) {
                    code.invokestatic(Descriptors.of(op.meaningClass()), op.meaningName(), BRANCH)
                            .ifne(target);
                }
                code.goto_(labelOf(next, offset));
            }
            case JUMP -> {
                code.iinc(LEFT, -(before + 1));
                link(d, next);
                code.goto_(labelOf(offset + Decoded.imm(d), offset));
            }
            case JUMP_REG -> {
                code.iinc(LEFT, -(before + 1));
                registers.pushX(code, Decoded.rs1(d));
                code.loadConstant((long) Decoded.imm(d)).ladd();
                code.loadConstant(~1L).land().lstore(pc);
                link(d, next);
                code.goto_(plan.indirectTargets().isEmpty() ? exit : dispatch);
            }
            default -> instruction(d, offset, before);
        }
    }

    private void link(final long d, final int next) {
        if (Decoded.rd(d) != Decoded.SINK) {
            pushAddress(next);
            registers.popX(code, Decoded.rd(d));
        }
    }

    /** An indirect jump goes on in the region if it is to a place that is expected; else it leaves. */
    private void emitDispatch() {
        if (plan.indirectTargets().isEmpty()) {
            return;
        }
        code.labelBinding(dispatch);
        code.lload(pc)
                .lload(BASE)
                .lsub()
                .l2i()
                .i2l()
                .lload(BASE)
                .ladd()
                .lload(pc)
                .lcmp()
                .ifne(exit);
        code.lload(pc).lload(BASE).lsub().l2i();
        code.lookupswitch(
                exit,
                plan.indirectTargets().stream()
                        .sorted()
                        .map(offset -> java.lang.classfile.instruction.SwitchCase.of(offset, labelFromAfar(offset)))
                        .toList());
    }

    /** Returns where to go for {@code offset} from the instruction at {@code from}. */
    private Label labelOf(final int offset, final int from) {
        if (!plan.contains(offset)) {
            return exitTo(offset);
        }
        return CodeWindow.pageOf(offset) == CodeWindow.pageOf(from) ? labels.get(offset) : labelFromAfar(offset);
    }

    /** Returns where to go for a block from any page: the region's first page is known to be mapped, others are looked up. */
    private Label labelFromAfar(final int offset) {
        return CodeWindow.pageOf(offset) == 0
                ? labels.get(offset)
                : crossings.computeIfAbsent(offset, any -> code.newLabel());
    }

    private void emitCrossings() {
        final List<Integer> pages = List.copyOf(plan.pages());
        crossings.forEach((offset, label) -> {
            code.labelBinding(label);
            code.aload(THIS).aload(PASSAGE_SLOT);
            pushAddress(offset);
            code.loadConstant(pages.indexOf(CodeWindow.pageOf(offset)))
                    .invokevirtual(REGION, "isMapped", IS_MAPPED)
                    .ifeq(exitTo(offset))
                    .goto_(labels.get(offset));
        });
    }

    private Label exitTo(final int offset) {
        return exits.computeIfAbsent(offset, any -> code.newLabel());
    }

    private void pushAddress(final int offset) {
        code.lload(BASE);
        if (offset != 0) {
            code.loadConstant((long) offset).ladd();
        }
    }

    private void instruction(final long d, final int offset, final int before) {
        final Op op = Decoded.op(d);
        switch (op.kind()) {
            case RR, RI, R, PC_IMM -> integer(op, d, offset);
            case LOAD, FP_LOAD -> {
                emitAccess(op, d, offset, before);
                extend(op, d);
            }
            case STORE, FP_STORE -> emitAccess(op, d, offset, before);
            case FENCE -> {}
            default -> floating(op, d);
        }
    }

    private void integer(final Op op, final long d, final int offset) {
        if (Decoded.rd(d) == Decoded.SINK) {
            return;
        }
        switch (op.kind()) {
            case RR -> {
                registers.pushX(code, Decoded.rs1(d));
                registers.pushX(code, Decoded.rs2(d));
            }
            case RI -> {
                registers.pushX(code, Decoded.rs1(d));
                code.loadConstant((long) Decoded.imm(d));
            }
            case R -> registers.pushX(code, Decoded.rs1(d));
            default -> {
                pushAddress(offset);
                code.loadConstant((long) Decoded.imm(d));
            }
        }
        if (!OwnBytecode.compute(code, op)) {
            meaning(op, op.kind() == Kind.R ? 1 : 2);
        }
        registers.popX(code, Decoded.rd(d));
    }

    private void meaning(final Op op, final int longs) {
        final Class<?>[] parameters = new Class<?>[longs];
        java.util.Arrays.fill(parameters, long.class);
        code.invokestatic(
                Descriptors.of(op.meaningClass()), op.meaningName(), Descriptors.method(long.class, parameters));
    }

    private void place(final int offset, final int before) {
        code.loadConstant(places.size()).istore(where);
        places.add(Region.place(offset, before));
    }

    /** Emits a load, which leaves its value on the stack, or a store. */
    private void emitAccess(final Op op, final long d, final int offset, final int before) {
        final Group group = groups.get(before);
        if (group == null) {
            place(offset, before);
            code.aload(mmu).lload(table).lload(mask);
            pushDataAddress(d);
            pushStored(op, d);
            faultable(() -> code.invokestatic(
                    DATA_ACCESS, (isLoad(op) ? "load" : "store") + bits(op), isLoad(op) ? LOAD : STORE));
            return;
        }
        if (group.members().getFirst() == before) {
            place(offset, before);
            lookUp(group);
        }
        pushDataAddress(d);
        code.lload(addends.get(group.base())).ladd();
        pushStored(op, d);
        code.invokestatic(DATA_ACCESS, (isLoad(op) ? "loadAt" : "storeAt") + bits(op), isLoad(op) ? LOAD_AT : STORE_AT);
    }

    private static boolean isLoad(final Op op) {
        return op.kind() == Kind.LOAD || op.kind() == Kind.FP_LOAD;
    }

    /** Pushes the value of a store. */
    private void pushStored(final Op op, final long d) {
        if (op.kind() == Kind.STORE) {
            registers.pushX(code, Decoded.rs2(d));
        } else if (op.kind() == Kind.FP_STORE) {
            registers.pushF(code, Decoded.rs2(d));
        }
    }

    /** Emits the look-up of the page of a group; what it finds is valid until the base register changes. */
    private void lookUp(final Group group) {
        final String name = group.loads() ? group.stores() ? "addendForBoth" : "addendForLoads" : "addendForStores";
        code.aload(mmu).lload(table).lload(mask);
        registers.pushX(code, group.base());
        code.loadConstant((long) group.low()).ladd();
        code.loadConstant(group.high() - group.low());
        faultable(() -> code.invokestatic(DATA_ACCESS, name, ADDEND));
        code.lstore(addends.computeIfAbsent(group.base(), any -> code.allocateLocal(TypeKind.LONG)));
    }

    /** Emits something that may be stopped by an exception at the place noted last. */
    private void faultable(final Runnable access) {
        final Label begin = code.newBoundLabel();
        access.run();
        faultable.add(new Label[] {begin, code.newBoundLabel()});
    }

    private void pushDataAddress(final long d) {
        registers.pushX(code, Decoded.rs1(d));
        if (Decoded.imm(d) != 0) {
            code.loadConstant((long) Decoded.imm(d)).ladd();
        }
    }

    /** Emits what is done to a value that was loaded: it is zero-extended. */
    private void extend(final Op op, final long d) {
        if (op.kind() == Kind.FP_LOAD) {
            if (op.access().bytes() == 4) {
                code.invokestatic(OPERATIONS, "box", Descriptors.method(long.class, long.class));
            }
            registers.popF(code, Decoded.rd(d));
            return;
        }
        switch (op.access()) {
            case B -> code.l2i().i2b().i2l();
            case H -> code.l2i().i2s().i2l();
            case W -> code.l2i().i2l();
            default -> {}
        }
        registers.popX(code, Decoded.rd(d));
    }

    private static int bits(final Op op) {
        return 8 * op.access().bytes();
    }

    private void floating(final Op op, final long d) {
        final Kind kind = op.kind();
        final List<Class<?>> parameters = new ArrayList<>();
        if (kind == Kind.F_X) {
            registers.pushX(code, Decoded.rs1(d));
        } else {
            registers.pushF(code, Decoded.rs1(d));
        }
        parameters.add(long.class);
        if (kind == Kind.F_FF || kind == Kind.X_FF || kind == Kind.F_FFF) {
            registers.pushF(code, Decoded.rs2(d));
            parameters.add(long.class);
        }
        if (kind == Kind.F_FFF) {
            registers.pushF(code, Decoded.rs3(d));
            parameters.add(long.class);
        }
        final int mode = Decoded.rm(d);
        code.loadConstant(mode == DYNAMIC ? 0 : mode).aload(flags);
        parameters.add(int.class);
        parameters.add(FpStatus.class);
        code.invokestatic(
                Descriptors.of(op.meaningClass()),
                op.meaningName(),
                Descriptors.method(long.class, parameters.toArray(Class[]::new)));
        if (kind.writesFloat()) {
            registers.popF(code, Decoded.rd(d));
        } else {
            registers.popX(code, Decoded.rd(d));
        }
    }
}
