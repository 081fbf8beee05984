// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Kind;
import org.xpcmachine.machine.mmu.CodePage;

/**
 * What is to be translated as one method: blocks, of which the first is the entry, and how the number of instructions that may
 * still be executed is watched. It is looked at only at <em>checkpoints</em>: the entry, and blocks by which every cycle passes.
 * A checkpoint is left unless there is room for the longest way to the next, so that no way ever takes too many instructions.
 */
final class RegionPlan {
    private final List<Block> blocks;
    private final List<Integer> indirectTargets;
    private final Map<Integer, Integer> numbers = new HashMap<>();
    private final BitSet checkpoints = new BitSet();
    private final int[] need;

    /**
     * Plans a region.
     *
     * @param indirectTargets starts of blocks that indirect jumps may go to
     */
    RegionPlan(final List<Block> blocks, final List<Integer> indirectTargets) {
        this.blocks = List.copyOf(blocks);
        this.indirectTargets = List.copyOf(indirectTargets);
        for (int i = 0; i < blocks.size(); i++) {
            numbers.put(blocks.get(i).start(), i);
        }
        need = new int[blocks.size()];
        checkpoints.set(0);
        indirectTargets.forEach(start -> checkpoints.set(numbers.get(start)));
        markBackEdges();
        for (int i = 0; i < need.length; i++) {
            measure(i);
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    List<Integer> indirectTargets() {
        return indirectTargets;
    }

    /** Whether a block starts at an offset. */
    boolean contains(final int offset) {
        return numbers.containsKey(offset);
    }

    /** Number of the block that starts at an offset. */
    int number(final int offset) {
        return numbers.get(offset);
    }

    boolean isCheckpoint(final int block) {
        return checkpoints.get(block);
    }

    /** Most instructions from the start of a block to the next checkpoint or exit. */
    int need(final int block) {
        return need[block];
    }

    /** Whether the code is still what was planned for. */
    boolean matches(final CodeWindow window) {
        return blocks.stream().allMatch(window::matches);
    }

    /** Numbers of the pages that the region has code in, see {@link CodeWindow}. */
    SortedSet<Integer> pages() {
        final SortedSet<Integer> pages = new TreeSet<>();
        blocks.forEach(block -> pages.add(block.page()));
        return pages;
    }

    /** Slots of a page whose bytes are part of the region. */
    BitSet coverage(final int page) {
        final BitSet covered = new BitSet(CodePage.SLOTS);
        for (final Block block : blocks) {
            if (block.page() == page) {
                final int first = CodePage.slot(block.start());
                covered.set(first, first + (block.end() - block.start() >> 1));
            }
        }
        return covered;
    }

    /** Blocks that follow a block directly. */
    List<Integer> successors(final int block) {
        final Block b = blocks.get(block);
        final List<Integer> successors = new ArrayList<>(2);
        final Kind kind = Decoded.op(b.last()).kind();
        if (kind == Kind.JUMP || kind == Kind.BRANCH) {
            add(successors, b.target());
        }
        if (kind != Kind.JUMP && kind != Kind.JUMP_REG) {
            add(successors, b.end());
        }
        return successors;
    }

    private void add(final List<Integer> successors, final int offset) {
        final Integer number = numbers.get(offset);
        if (number != null) {
            successors.add(number);
        }
    }

    /** Makes the target of every edge that goes back in a depth-first walk a checkpoint. */
    private void markBackEdges() {
        final BitSet seen = new BitSet();
        final BitSet onPath = new BitSet();
        for (int i = 0; i < blocks.size(); i++) {
            visit(i, seen, onPath);
        }
    }

    private void visit(final int block, final BitSet seen, final BitSet onPath) {
        if (seen.get(block)) {
            return;
        }
        seen.set(block);
        onPath.set(block);
        for (final int next : successors(block)) {
            if (onPath.get(next)) {
                checkpoints.set(next);
            } else {
                visit(next, seen, onPath);
            }
        }
        onPath.clear(block);
    }

    private int measure(final int block) {
        if (need[block] == 0) {
            int longest = 0;
            for (final int next : successors(block)) {
                longest = Math.max(longest, checkpoints.get(next) ? 0 : measure(next));
            }
            need[block] = longest + blocks.get(block).code().length;
        }
        return need[block];
    }
}
