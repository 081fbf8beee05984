// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.memory;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Memory from the host's kernel that is zero when first touched, so that what a guest does not use costs nothing, and that lies in
 * large pages where the host has them: without them a guest that walks through its memory spends most of its time in the host's
 * page walks. Needs Linux, and native access for this module.
 */
@SuppressWarnings("restricted")
final class HostPages {
    private static final ValueLayout.OfLong SIZE = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    // From <sys/mman.h>, the same on all of Linux's architectures that Java runs on.
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x02 | 0x20;
    private static final int MADV_HUGEPAGE = 14;
    private static final long MAP_FAILED = -1;

    /** Large pages are aligned to their size. */
    private static final long LARGE = 2L << 20;

    private HostPages() {}

    /** Whether {@link #allocate} can be tried. */
    static boolean available() {
        return System.getProperty("os.name").equals("Linux")
                && HostPages.class.getModule().isNativeAccessEnabled();
    }

    /** Returns zeroed memory that is given back when {@code arena} is closed, or null if the host does not give it. */
    static MemorySegment allocate(final long size, final Arena arena) {
        final long length = size + LARGE;
        try {
            final MethodHandle map =
                    function("mmap", FunctionDescriptor.of(POINTER, POINTER, SIZE, INT, INT, INT, SIZE));
            final MethodHandle unmap = function("munmap", FunctionDescriptor.of(INT, POINTER, SIZE));
            final MethodHandle advise = function("madvise", FunctionDescriptor.of(INT, POINTER, SIZE, INT));
            final MemorySegment mapped = (MemorySegment)
                    map.invokeExact(MemorySegment.NULL, length, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
            if (mapped.address() == MAP_FAILED) {
                return null;
            }
            final MemorySegment owned = mapped.reinterpret(length, arena, all -> give(unmap, all, length));
            final MemorySegment aligned = owned.asSlice(-owned.address() & LARGE - 1, size);
            // Advice only: a host without large pages refuses it, and nothing is lost.
            final int ignored = (int) advise.invokeExact(aligned, size, MADV_HUGEPAGE);
            return aligned;
        } catch (final Throwable e) {
            throw new IllegalStateException("calling the host's C library", e);
        }
    }

    private static void give(final MethodHandle unmap, final MemorySegment all, final long length) {
        try {
            final int ignored = (int) unmap.invokeExact(all, length);
        } catch (final Throwable e) {
            throw new IllegalStateException("munmap", e);
        }
    }

    private static MethodHandle function(final String name, final FunctionDescriptor type) {
        final Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type);
    }
}
