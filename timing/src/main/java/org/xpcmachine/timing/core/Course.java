// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import java.util.Arrays;
import org.xpcmachine.timing.frontend.FetchTrail;
import org.xpcmachine.timing.frontend.FrontEnd;

/**
 * Instructions that were executed one behind the other from a {@link PipelineState}, when each left ID, and the steps that the front end made. Of
 * some, more may matter than that they are executed: where a jump went, how long a multiplication took, how late an access to memory succeeded.
 * There the course has an {@link End} for each case that has been; it goes on only behind accesses that succeed at once.
 */
final class Course {
    /** Instructions that a course has at most. */
    static final int LONGEST = 48;

    /** Ends at one instruction at most. */
    private static final int MOST_ENDS = 32;

    /** The key of an end at an instruction of which nothing more matters. */
    static final long PLAIN = 0;

    /** Address of the first. */
    final long place;

    /** Decoded. */
    final long[] instructions;

    /** When each first left ID, in cycles since the state. */
    final int[] left;

    /** What the front end does until then, in so many steps. */
    final int steps;

    final FetchTrail fetch;

    /** Ends at each instruction, by {@link End#next}; null where there are none. */
    private final End[] ends;

    /** Another course from the same state; null for none. */
    Course next;

    Course(final long place, final long[] instructions, final int[] left, final int steps, final FetchTrail fetch) {
        this.place = place;
        this.instructions = instructions;
        this.left = left;
        this.steps = steps;
        this.fetch = fetch;
        ends = new End[instructions.length];
    }

    /** Whether its first instructions are the first {@code count} of {@code others}. */
    boolean beginsWith(final long[] others, final int count) {
        return count <= instructions.length && Arrays.equals(instructions, 0, count, others, 0, count);
    }

    /** Whether it is the beginning of {@code longer}. */
    boolean beginsLike(final Course longer) {
        return longer.beginsWith(instructions, instructions.length);
    }

    /**
     * Returns the end at instruction number {@code at} with {@code key} that {@code frontEnd}, which is in the state from which the course began, would reach;
     * null if there is none.
     */
    End end(final int at, final long key, final FrontEnd frontEnd) {
        End before = null;
        for (End end = ends[at]; end != null; end = end.next) {
            if (end.key == key && (!end.conditional || frontEnd.allows(end.fetch))) {
                if (before != null) {
                    before.next = end.next;
                    end.next = ends[at];
                    ends[at] = end;
                }
                return end;
            }
            before = end;
        }
        return null;
    }

    /** Adds an end; if there are {@link #MOST_ENDS} there, they are forgotten first. */
    void add(final End end) {
        int count = 0;
        for (End known = ends[end.at]; known != null; known = known.next) {
            count++;
        }
        end.next = count < MOST_ENDS ? ends[end.at] : null;
        ends[end.at] = end;
    }

    /** Takes over the ends of {@code shorter}. */
    void addAll(final Course shorter) {
        System.arraycopy(shorter.ends, 0, ends, 0, shorter.ends.length);
    }

    /** What an instruction led to. */
    static final class End {
        /** The number of the instruction. */
        final int at;

        /** What it depends on. */
        final long key;

        /** When the instruction left ID for the last time, in cycles since the state of the course. */
        final int left;

        /** Ordinals of {@link org.xpcmachine.timing.CycleCause}, and cycles charged by the pipeline, alternating. */
        final int[] charges;

        /** What the front end does from the state of the course on. */
        final FetchTrail fetch;

        /** Whether that depends on more than what the course depends on. */
        final boolean conditional;

        final PipelineState to;

        /** The {@link RememberingPipeline} has noted that it was reached since this changed. */
        int noted;

        /** Another; null for none. */
        private End next;

        End(
                final int at,
                final long key,
                final int left,
                final int[] charges,
                final FetchTrail fetch,
                final boolean conditional,
                final PipelineState to) {
            this.at = at;
            this.key = key;
            this.left = left;
            this.charges = charges;
            this.fetch = fetch;
            this.conditional = conditional;
            this.to = to;
        }
    }
}
