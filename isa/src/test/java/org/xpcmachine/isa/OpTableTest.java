// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xpcmachine.isa.fp.FpStatus;

/** The table agrees with itself: encodings are disjoint, and each row's meaning has the signature of its kind. */
class OpTableTest {
    @Test
    void noTwo32BitEncodingsOverlap() {
        final Op[] ops = Op.values();
        for (int i = 1; i < ops.length; i++) {
            assertThat(ops[i].mask() & 3).as(ops[i].name()).isEqualTo(3);
            assertThat(ops[i].match() & 3).as(ops[i].name()).isEqualTo(3);
            for (int j = i + 1; j < ops.length; j++) {
                final int common = ops[i].mask() & ops[j].mask();
                assertThat(ops[i].match() & common)
                        .as(ops[i] + " and " + ops[j])
                        .isNotEqualTo(ops[j].match() & common);
            }
        }
    }

    @Test
    void noTwo16BitEncodingsOverlap() {
        for (int raw = 0; raw < 1 << 16; raw++) {
            final List<Compressed> rows = new ArrayList<>();
            for (final Compressed row : Compressed.values()) {
                if (row.encoding().matches(raw)) {
                    rows.add(row);
                }
            }
            assertThat(rows.size()).as("%04x: %s", raw, rows).isLessThanOrEqualTo(1);
            if ((raw & 3) == 3) {
                assertThat(rows).isEmpty();
            }
        }
    }

    @Test
    void everyBitOfAnEncodingIsConstantOrInOneField() {
        for (final Op op : Op.values()) {
            assertBitsUsedOnce(op.name(), op.encoding());
        }
        for (final Compressed row : Compressed.values()) {
            assertBitsUsedOnce(row.name(), row.encoding());
        }
    }

    private static void assertBitsUsedOnce(final String name, final Encoding encoding) {
        int used = encoding.mask();
        for (final Field field : encoding.fields()) {
            int value = 0;
            for (final int piece : field.pieces()) {
                final int bits = Field.mask(piece) << (piece & 0xff);
                assertThat(used & bits).as(name + " " + field.name()).isZero();
                used |= bits;
                final int held = Field.mask(piece) << (piece >> 8 & 0xff);
                assertThat(value & held).as(name + " " + field.name()).isZero();
                value |= held;
            }
        }
    }

    @Test
    void everyMeaningHasTheSignatureOfItsKind() throws NoSuchMethodException {
        for (final Op op : Op.values()) {
            final Class<?>[] parameters = parameters(op.kind());
            if (parameters == null) {
                assertThat(op.meaningClass()).as(op.name()).isNull();
                assertThat(op.meaningName()).as(op.name()).isNull();
                continue;
            }
            final Method meaning = op.meaningClass().getMethod(op.meaningName(), parameters);
            assertThat(Modifier.isStatic(meaning.getModifiers())).as(op.name()).isTrue();
            assertThat(meaning.getReturnType())
                    .as(op.name())
                    .isEqualTo(op.kind() == Kind.BRANCH ? boolean.class : long.class);
        }
    }

    private static Class<?>[] parameters(final Kind kind) {
        final Class<?> l = long.class;
        return switch (kind) {
            case RR, RI, PC_IMM, BRANCH, AMO -> new Class<?>[] {l, l};
            case R -> new Class<?>[] {l};
            case F_F, X_F, F_X -> new Class<?>[] {l, int.class, FpStatus.class};
            case F_FF, X_FF -> new Class<?>[] {l, l, int.class, FpStatus.class};
            case F_FFF -> new Class<?>[] {l, l, l, int.class, FpStatus.class};
            case JUMP, JUMP_REG, LOAD, STORE, FP_LOAD, FP_STORE, LR, SC, CSR, FENCE, SYSTEM -> null;
        };
    }

    @Test
    void exactlyTheInstructionsThatAccessMemoryHaveAnAccess() {
        for (final Op op : Op.values()) {
            final boolean accesses = switch (op.kind()) {
                case LOAD, STORE, FP_LOAD, FP_STORE, LR, SC, AMO -> true;
                default -> false;
            };
            assertThat(op.access() != null).as(op.name()).isEqualTo(accesses);
        }
    }

    @Test
    void mnemonicsAreUnique() {
        final Set<String> seen = new HashSet<>();
        for (final Op op : Op.values()) {
            assertThat(seen.add(op.mnemonic())).as(op.mnemonic()).isTrue();
        }
        assertThat(seen).contains("fadd.s", "fence.i", "add.uw", "zext.h", "lr.w", "amoadd.d", "xcall");
    }
}
