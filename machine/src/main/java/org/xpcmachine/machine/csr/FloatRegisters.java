// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import java.util.function.ObjLongConsumer;
import java.util.function.ToLongFunction;
import org.xpcmachine.machine.hart.Hart;

/** {@code fflags}, {@code frm} and {@code fcsr} (F extension): illegal while FS is off, and a write makes FS dirty. */
final class FloatRegisters extends Csr {
    private static final int FLAGS = 0x1f;
    private static final int ROUNDING = 7;
    private static final int ROUNDING_SHIFT = 5;

    private final ToLongFunction<Hart> read;
    private final ObjLongConsumer<Hart> write;

    private FloatRegisters(final String name, final ToLongFunction<Hart> read, final ObjLongConsumer<Hart> write) {
        super(name);
        this.read = read;
        this.write = write;
    }

    static void register(final CsrFile file) {
        file.add(new FloatRegisters("fflags", h -> h.fflags.flags, FloatRegisters::setFlags));
        file.add(new FloatRegisters("frm", h -> h.frm, FloatRegisters::setRounding));
        file.add(new FloatRegisters("fcsr", h -> h.frm << ROUNDING_SHIFT | h.fflags.flags, (h, value) -> {
            setFlags(h, value);
            setRounding(h, value >>> ROUNDING_SHIFT);
        }));
    }

    private static void setFlags(final Hart hart, final long value) {
        hart.fflags.flags = (int) value & FLAGS;
    }

    private static void setRounding(final Hart hart, final long value) {
        hart.frm = (int) value & ROUNDING;
    }

    @Override
    public boolean accessible(final Hart hart) {
        return !hart.fpOff();
    }

    @Override
    public long read(final Hart hart) {
        return read.applyAsLong(hart);
    }

    @Override
    public void write(final Hart hart, final long value) {
        write.accept(hart, value);
        hart.dirtyFp();
    }
}
