// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.isa.Op;

/**
 * Loads and stores of one block that go to the same base register with different offsets, such as to fields of a structure or to
 * the stack. If all bytes from the lowest to the highest lie in one page, the first of them looks the page up for all: nothing in a
 * block can change a translation.
 */
final class AccessGroups {
    /** Most bytes from the lowest address of a group to the highest: the longer, the more often a page boundary is in between. */
    private static final int WIDEST = 256;

    /**
     * A group.
     *
     * @param base register
     * @param low least offset from the base register
     * @param high offset of the last byte
     */
    record Group(int base, int low, int high, boolean loads, boolean stores, List<Integer> members) {
        /** Adds the access that is number {@code i} of the block; null if the group would be too wide. */
        private Group with(final int i, final long d) {
            final Op op = Decoded.op(d);
            final int from = Math.min(low, Decoded.imm(d));
            final int to = Math.max(high, Decoded.imm(d) + op.access().bytes() - 1);
            if (to - from >= WIDEST) {
                return null;
            }
            final List<Integer> all = new ArrayList<>(members);
            all.add(i);
            final boolean store = isStore(op.kind());
            return new Group(base, from, to, loads | !store, stores | store, all);
        }
    }

    private AccessGroups() {}

    /** Returns the groups of a block, by the number of each instruction that belongs to one. */
    static Map<Integer, Group> of(final Block block) {
        final Map<Integer, Group> open = new HashMap<>();
        final List<Group> closed = new ArrayList<>();
        for (int i = 0; i < block.code().length; i++) {
            final long d = block.code()[i];
            final Kind kind = Decoded.op(d).kind();
            if (kind == Kind.LOAD || kind == Kind.FP_LOAD || isStore(kind)) {
                add(open, closed, i, d);
            }
            if (kind.writesInteger() && open.containsKey(Decoded.rd(d))) {
                closed.add(open.remove(Decoded.rd(d)));
            }
        }
        closed.addAll(open.values());
        final Map<Integer, Group> byMember = new HashMap<>();
        for (final Group group : closed) {
            if (group.members.size() > 1) {
                group.members.forEach(member -> byMember.put(member, group));
            }
        }
        return byMember;
    }

    private static void add(final Map<Integer, Group> open, final List<Group> closed, final int i, final long d) {
        final int base = Decoded.rs1(d);
        final Group group =
                open.getOrDefault(base, new Group(base, Decoded.imm(d), Decoded.imm(d), false, false, List.of()));
        final Group wider = group.with(i, d);
        if (wider == null) {
            closed.add(group);
            open.put(base, new Group(base, Decoded.imm(d), Decoded.imm(d), false, false, List.of()).with(i, d));
        } else {
            open.put(base, wider);
        }
    }

    private static boolean isStore(final Kind kind) {
        return kind == Kind.STORE || kind == Kind.FP_STORE;
    }
}
