// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.Set;
import org.xpcmachine.isa.Decoded;
import org.xpcmachine.machine.mmu.CodePage;
import org.xpcmachine.machine.mmu.Mmu;

/**
 * The code around the place where a region begins: its page, and those near it in virtual memory, as they are mapped now. Offsets are
 * in bytes from the start of the region's first page, and may be negative.
 */
final class CodeWindow {
    static final int PAGE_BITS = 12;

    /** Pages on either side. */
    private static final int RADIUS = 16;

    private static final int PAGE = 1 << PAGE_BITS;

    private final CodePage[] pages = new CodePage[2 * RADIUS + 1];

    /** Looks at the code around {@code pc}; what has not been executed lately is left out. */
    CodeWindow(final Mmu mmu, final long pc) {
        for (int i = 0; i < pages.length; i++) {
            pages[i] = mmu.knownCodePage(pc + (long) (i - RADIUS) * PAGE);
        }
    }

    static int pageOf(final int offset) {
        return offset >> PAGE_BITS;
    }

    /** Returns the page that is {@code number} pages behind the first, or null if its code is not known. */
    CodePage page(final int number) {
        final int i = number + RADIUS;
        return i >= 0 && i < pages.length ? pages[i] : null;
    }

    /** Forgets all pages but these, so that they can be given back when they are no longer code. */
    void retain(final Set<Integer> numbers) {
        for (int i = 0; i < pages.length; i++) {
            if (!numbers.contains(i - RADIUS)) {
                pages[i] = null;
            }
        }
    }

    /** Returns the decoded instruction at an offset, or 0 if it is not known. May be called while the code is being executed. */
    long at(final int offset) {
        final CodePage page = page(pageOf(offset));
        return page == null ? 0 : page.decoded[CodePage.slot(offset)];
    }

    /** Whether a block's code is still what it was. */
    boolean matches(final Block block) {
        int offset = block.start();
        for (final long d : block.code()) {
            if (at(offset) != d) {
                return false;
            }
            offset += Decoded.length(d);
        }
        return true;
    }
}
