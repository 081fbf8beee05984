// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import java.util.Arrays;
import org.xpcmachine.timing.frontend.FetchState;

/** What the pipeline and its front end hold between two instructions, relative to the cycle in which the last left ID; with what is remembered of how it goes on. */
final class PipelineState {
    private static final long FACTOR = 0x9e37_79b9_7f4a_7c15L;

    final FetchState fetch;

    /** As {@link Pipeline#save} wrote it. */
    final long[] image;

    private final int hash;

    /** What was executed from here, by {@link Course#next}; null for nothing yet. The front end knows the address at which it begins. */
    Course courses;

    private int count;

    /** Instructions that a course from here can have. */
    private int longest = Course.LONGEST;

    PipelineState(final FetchState fetch, final long[] image) {
        this.fetch = fetch;
        this.image = image;
        long mixed = System.identityHashCode(fetch);
        for (final long word : image) {
            mixed = (mixed ^ word) * FACTOR;
            mixed ^= mixed >>> Integer.SIZE;
        }
        hash = (int) mixed;
    }

    int longest() {
        return longest;
    }

    /** A course from here can have no more than {@code instructions}. */
    void shorten(final int instructions) {
        longest = Math.min(longest, instructions);
    }

    /** Adds a course; if there are {@code most}, those are forgotten first. */
    void add(final Course course, final int most) {
        if (count == most) {
            courses = null;
            count = 0;
        }
        count++;
        course.next = courses;
        courses = course;
    }

    void remove(final Course course) {
        Course before = null;
        for (Course known = courses; known != null; known = known.next) {
            if (known == course) {
                count--;
                if (before == null) {
                    courses = known.next;
                } else {
                    before.next = known.next;
                }
                return;
            }
            before = known;
        }
    }

    /** What was followed last is looked at first. */
    void moveToFront(final Course before, final Course course) {
        before.next = course.next;
        course.next = courses;
        courses = course;
    }

    @Override
    public boolean equals(final Object other) {
        return other instanceof final PipelineState state && fetch == state.fetch && Arrays.equals(image, state.image);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
