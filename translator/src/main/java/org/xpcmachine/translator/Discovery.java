// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.Set;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;

/**
 * Finds the code that is reached from an address: along branches, jumps and calls, breadth first, as far as it
 * has been executed (and hence decoded) before.
 */
final class Discovery {
    private final CodeWindow window;
    private final int most;
    private final Map<Integer, Long> seen = new HashMap<>();
    private final Set<Integer> found = new HashSet<>();
    private final SequencedSet<Integer> leaders = new LinkedHashSet<>();
    private final SequencedSet<Integer> returns = new LinkedHashSet<>();
    private final Queue<Integer> open = new ArrayDeque<>();

    private Discovery(final CodeWindow window, final int most) {
        this.window = window;
        this.most = most;
    }

    /**
     * Returns the region that begins at {@code entry}, an offset in the window, with about {@code most} instructions at the
     * most; null if there is nothing to translate.
     */
    static RegionPlan from(final CodeWindow window, final int entry, final int most) {
        final Discovery discovery = new Discovery(window, most);
        discovery.lead(entry);
        while (!discovery.open.isEmpty()) {
            discovery.walk(discovery.open.remove());
        }
        final List<Block> blocks = discovery.blocks();
        return blocks.isEmpty() ? null : new RegionPlan(blocks, discovery.returnSites(blocks));
    }

    /** A block begins at {@code offset}, if there is code that can be translated. */
    private void lead(final int offset) {
        if (translatable(offset) && leaders.add(offset)) {
            open.add(offset);
        }
    }

    /** Reads each slot once: the guest may change its code meanwhile. */
    private long at(final int offset) {
        return seen.computeIfAbsent(offset, window::at);
    }

    private boolean translatable(final int offset) {
        return translatable(at(offset));
    }

    /** Whether a decoded instruction, 0 if there is none, can be part of a region. */
    static boolean translatable(final long d) {
        return d != 0 && Emission.translates(Decoded.op(d));
    }

    private void walk(final int start) {
        int offset = start;
        while (translatable(offset) && found.size() < most && found.add(offset)) {
            final long d = at(offset);
            final int next = offset + Decoded.length(d);
            if (Block.jumps(d)) {
                follow(d, offset, next);
                return;
            }
            offset = next;
            if (CodeWindow.pageOf(offset) != CodeWindow.pageOf(start)) {
                lead(offset);
                return;
            }
        }
        if (found.contains(offset)) {
            leaders.add(offset);
        }
    }

    private void follow(final long d, final int offset, final int next) {
        final Kind kind = Decoded.op(d).kind();
        if (kind != Kind.JUMP_REG) {
            lead(offset + Decoded.imm(d));
        }
        if (kind == Kind.BRANCH) {
            lead(next);
        }
        if (Block.calls(d)) {
            lead(next);
            returns.add(next);
        }
    }

    private List<Block> blocks() {
        final List<Block> blocks = new ArrayList<>();
        for (final int leader : leaders) {
            if (found.contains(leader)) {
                blocks.add(block(leader));
            }
        }
        return blocks;
    }

    private Block block(final int leader) {
        final List<Long> code = new ArrayList<>();
        int offset = leader;
        do {
            final long d = at(offset);
            code.add(d);
            offset += Decoded.length(d);
            if (Block.jumps(d)) {
                break;
            }
        } while (found.contains(offset)
                && !leaders.contains(offset)
                && CodeWindow.pageOf(offset) == CodeWindow.pageOf(leader));
        return new Block(leader, code.stream().mapToLong(Long::longValue).toArray());
    }

    private List<Integer> returnSites(final List<Block> blocks) {
        final List<Integer> sites = new ArrayList<>();
        for (final Block block : blocks) {
            if (returns.contains(block.start())) {
                sites.add(block.start());
            }
        }
        return sites;
    }
}
