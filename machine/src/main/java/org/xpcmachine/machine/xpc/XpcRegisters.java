// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.csr.CsrFile;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.xpc.XpcLayout.Cause;
import org.xpcmachine.machine.xpc.XpcLayout.Control;

/** The CSRs of one hart's engine and their WARL rules (section 2). */
final class XpcRegisters {
    private static final long PHYSICAL = (1L << XpcLayout.PHYSICAL_BITS) - 1;
    private static final long FRAME = PHYSICAL & ~XpcLayout.PAGE_MASK;
    private static final long RECORD = PHYSICAL & -XpcLayout.Record.SIZE;
    private static final long ENTRY_COUNT = (1L << 32) - 1;
    private static final long KEPT = Control.EN | Control.FILL | Control.TAG | Control.SWFLUSH;

    private final Hart hart;
    private final XpcState state;
    private final XpcEngine engine;

    XpcRegisters(final Hart hart, final XpcState state, final XpcEngine engine) {
        this.hart = hart;
        this.state = state;
        this.engine = engine;
    }

    /** Applies the WARL rule of {@code xseglist}. */
    static long legalList(final long value) {
        return value & PHYSICAL;
    }

    void register(final CsrFile file) {
        add(file, XpcLayout.Csr.XPCCTL, "xpcctl", this::control, this::writeControl);
        add(file, XpcLayout.Csr.XENTRYTABLE, "xentrytable", () -> state.entryTable, value -> {
            state.entryTable = value & FRAME;
            state.cache.flush();
        });
        add(file, XpcLayout.Csr.XENTRYSIZE, "xentrysize", () -> state.entrySize, value -> {
            state.entrySize = value & ENTRY_COUNT;
            state.cache.flush();
        });
        add(file, XpcLayout.Csr.XCALLCAP, "xcallcap", () -> state.callCap, this::writeCallCap);
        add(file, XpcLayout.Csr.XLINK, "xlink", () -> state.link, value -> state.link = value & RECORD);
        add(file, XpcLayout.Csr.XLINKBASE, "xlinkbase", () -> state.linkBase, value -> state.linkBase = value & RECORD);
        add(
                file,
                XpcLayout.Csr.XLINKLIMIT,
                "xlinklimit",
                () -> state.linkLimit,
                value -> state.linkLimit = value & RECORD);
        add(
                file,
                XpcLayout.Csr.XSEGLIST,
                "xseglist",
                () -> state.segmentList,
                value -> state.segmentList = legalList(value));
        registerSegment(file);
        registerUser(file);
    }

    private void registerSegment(final CsrFile file) {
        add(
                file,
                XpcLayout.Csr.XSEGVA,
                "xsegva",
                () -> state.segment.va(),
                value -> writeSegment(value, state.segment.pa(), state.segment.lengthWord()));
        add(
                file,
                XpcLayout.Csr.XSEGPA,
                "xsegpa",
                () -> state.segment.pa(),
                value -> writeSegment(state.segment.va(), value, state.segment.lengthWord()));
        add(
                file,
                XpcLayout.Csr.XSEGLEN,
                "xseglen",
                () -> state.segment.lengthWord(),
                value -> writeSegment(state.segment.va(), state.segment.pa(), value));
    }

    private void registerUser(final CsrFile file) {
        add(file, XpcLayout.Csr.XMASKBASE, "xmaskbase", () -> state.mask.base(), this::writeMaskBase);
        add(file, XpcLayout.Csr.XMASKLEN, "xmasklen", () -> state.mask.length(), this::writeMaskLength);
        shadow(file, XpcLayout.Csr.UXCALLCAP, "uxcallcap", () -> state.callCap);
        shadow(file, XpcLayout.Csr.UXSEGVA, "uxsegva", () -> state.segment.va());
        shadow(file, XpcLayout.Csr.UXSEGLEN, "uxseglen", () -> state.segment.lengthWord());
        shadow(file, XpcLayout.Csr.UXSEGLIST, "uxseglist", () -> state.segmentList & XpcLayout.Segment.LIST_COUNT);
    }

    private long control() {
        return state.control
                | (long) state.config.cacheLines() << Control.LINESMAX_SHIFT
                | (state.config.radix() ? Control.RADIX : 0)
                | Control.VERSION << Control.VERSION_SHIFT;
    }

    private void writeControl(final long value) {
        final int wanted = (int) (value & Control.LINES) >>> Control.LINES_SHIFT;
        final int lines = Math.min(wanted, state.cache.capacity());
        state.control = value & KEPT | (long) lines << Control.LINES_SHIFT;
        state.cache.use(lines);
        engine.updateWindow();
    }

    private void writeCallCap(final long value) {
        state.callCap = CapabilityTable.legal(value, state.config.radix());
        if (state.is(Control.SWFLUSH)) {
            state.cache.flush();
        }
    }

    private void writeSegment(final long va, final long pa, final long length) {
        final RelaySegment segment = RelaySegment.of(va, pa, length);
        engine.activate(segment, SegMask.whole(segment));
    }

    private void writeMaskBase(final long value) {
        final long end = state.segment.end();
        if (Long.compareUnsigned(value, state.segment.va()) < 0 || Long.compareUnsigned(value, end) > 0) {
            throw hart.trap.because(Cause.INVALID_SEGMASK, value);
        }
        state.mask = new SegMask(value, end - value);
    }

    private void writeMaskLength(final long value) {
        final long base = state.mask.base();
        if (Long.compareUnsigned(value, state.segment.end() - base) > 0) {
            throw hart.trap.because(Cause.INVALID_SEGMASK, value);
        }
        state.mask = new SegMask(base, value);
    }

    private void shadow(final CsrFile file, final int number, final String name, final LongSupplier read) {
        add(file, number, name, read, value -> {});
    }

    private void add(
            final CsrFile file,
            final int number,
            final String name,
            final LongSupplier read,
            final LongConsumer write) {
        file.add(new Csr(number, name) {
            @Override
            public boolean accessible(final Hart by) {
                return by.privilege != Privilege.U || state.is(Control.EN);
            }

            @Override
            public long read(final Hart by) {
                return read.getAsLong();
            }

            @Override
            public void write(final Hart by, final long value) {
                write.accept(value);
            }
        });
    }
}
