// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Copies RAM to snapshots and back, only what changed since the last one. Invariant: a page that differs from {@code base} is
 * marked, or can be written to by a hart without coming by here; those pages are marked again after each snapshot.
 */
final class DirtyPages {
    private static final int PAGE = (int) PhysicalMemory.PAGE_SIZE;

    private final MemorySegment ram;

    /** 1 for a page that may differ from {@link #base}. Bytes, so that marking is one store. */
    final byte[] marks;

    /** What RAM was when the marks were cleared; null for a page of zeros. */
    private byte[][] base;

    DirtyPages(final MemorySegment ram) {
        this.ram = ram;
        marks = new byte[(int) (ram.byteSize() / PAGE)];
        base = new byte[marks.length][];
    }

    /** Returns the present contents, which become the base. */
    byte[][] save() {
        final byte[][] pages = base.clone();
        for (int i = 0; i < marks.length; i++) {
            if (marks[i] != 0 && differs(i, pages[i])) {
                pages[i] = isZero(i) ? null : copy(i);
            }
        }
        rebase(pages);
        return pages;
    }

    /**
     * Makes the contents those of {@code pages}, one for each mark, which become the base; tells {@code changed} the number of each
     * page that changed.
     */
    void restore(final byte[][] pages, final IntConsumer changed) {
        for (int i = 0; i < marks.length; i++) {
            if ((marks[i] != 0 || pages[i] != base[i]) && differs(i, pages[i])) {
                final MemorySegment page = page(i);
                if (pages[i] == null) {
                    page.fill((byte) 0);
                } else {
                    page.copyFrom(MemorySegment.ofArray(pages[i]));
                }
                changed.accept(i);
            }
        }
        rebase(pages);
    }

    private void rebase(final byte[][] pages) {
        base = pages;
        Arrays.fill(marks, (byte) 0);
    }

    private MemorySegment page(final int number) {
        return ram.asSlice((long) number * PAGE, PAGE);
    }

    private boolean differs(final int number, final byte[] contents) {
        return contents == null ? !isZero(number) : page(number).mismatch(MemorySegment.ofArray(contents)) != -1;
    }

    private boolean isZero(final int number) {
        final MemorySegment page = page(number);
        for (int at = 0; at < PAGE; at += Long.BYTES) {
            if (page.get(PhysicalMemory.LONG, at) != 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] copy(final int number) {
        return page(number).toArray(PhysicalMemory.BYTE);
    }
}
