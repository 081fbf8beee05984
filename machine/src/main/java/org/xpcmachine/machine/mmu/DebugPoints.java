// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Where a debugger wants the harts to stop. By virtual address, in every address space. Where there is none, nothing is looked
 * up: a virtual page with a breakpoint has its instructions taken one by one, and one with a watchpoint has TLB entries that the
 * fast path does not match. Neither is seen by the guest, whose translations stay as cached as they were.
 *
 * <p>Immutable.
 */
public final class DebugPoints {
    /** Makes points that stop nothing. */
    public DebugPoints() {}

    private final Set<Long> breakpoints = new HashSet<>();
    private final Set<Watchpoint> watchpoints = new LinkedHashSet<>();

    private DebugPoints changed(final Consumer<DebugPoints> change) {
        final DebugPoints copy = new DebugPoints();
        copy.breakpoints.addAll(breakpoints);
        copy.watchpoints.addAll(watchpoints);
        change.accept(copy);
        return copy;
    }

    /** Returns these points with a breakpoint at a virtual address. */
    public DebugPoints with(final long breakpoint) {
        return changed(copy -> copy.breakpoints.add(breakpoint));
    }

    /** Returns these points without a breakpoint. */
    public DebugPoints without(final long breakpoint) {
        return changed(copy -> copy.breakpoints.remove(breakpoint));
    }

    /** Returns these points with a watchpoint. */
    public DebugPoints with(final Watchpoint watchpoint) {
        return changed(copy -> copy.watchpoints.add(watchpoint));
    }

    /** Returns these points without a watchpoint. */
    public DebugPoints without(final Watchpoint watchpoint) {
        return changed(copy -> copy.watchpoints.remove(watchpoint));
    }

    public boolean isEmpty() {
        return breakpoints.isEmpty() && watchpoints.isEmpty();
    }

    public boolean hasBreakpoint(final long address) {
        return breakpoints.contains(address);
    }

    /** Whether the page at {@code page} has a breakpoint. */
    boolean isStepped(final long page) {
        for (final long address : breakpoints) {
            if ((address & Tlb.PAGE_MASK) == page) {
                return true;
            }
        }
        return false;
    }

    /** Whether any of {@code length} bytes (at least 1) from {@code from} is watched. */
    boolean isWatched(final long from, final long length) {
        for (final Watchpoint watchpoint : watchpoints) {
            if (watchpoint.touches(from, length)) {
                return true;
            }
        }
        return false;
    }

    /** Throws {@link DebugStop} if an access is watched. */
    void check(final long address, final int size, final Watchpoint.Kind kind) {
        for (final Watchpoint watchpoint : watchpoints) {
            if (watchpoint.kind().meets(kind) && watchpoint.touches(address, size)) {
                throw new DebugStop(new WatchedAccess(address, size, kind, watchpoint));
            }
        }
    }
}
