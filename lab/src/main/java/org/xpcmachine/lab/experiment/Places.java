// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.xpcmachine.lab.AddressSpaceNames;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.SymbolTable;

/** Finds marks for a {@link PhaseClock} by symbol. */
final class Places {
    private static final long USER_END = 1L << 38;

    /** {@code csrrs rd, cycle, x0}, whatever rd is. */
    private static final int RDCYCLE = 0xc000_2073;

    private static final int RDCYCLE_MASK = 0xffff_f07f;
    private static final int ECALL = 0x73;

    private final Watched watched;
    private final AddressSpaceNames names;

    Places(final Watched watched) {
        this.watched = watched;
        names = new AddressSpaceNames(watched.board());
    }

    /** The instruction at a symbol of the kernel, in whatever address space. */
    PhaseClock.Place inKernel(final String symbol) {
        final long address = require(watched.board().symbols(), symbol, "the kernel");
        return (hart, pc) -> pc == address;
    }

    /** The instruction {@code offset} bytes behind a symbol of a program, in a process that runs it. */
    PhaseClock.Place inProgram(final String program, final String symbol, final long offset) {
        final long address = address(program, symbol) + offset;
        return (hart, pc) -> pc == address && space(hart).equals(program);
    }

    /** Likewise, for an instruction that leaves the process: when it has been executed, the address space is another. */
    PhaseClock.Place leaving(final String program, final String symbol, final long offset) {
        final long address = address(program, symbol) + offset;
        return (hart, pc) -> pc == address;
    }

    /** Any instruction within {@code size} bytes from a symbol of a program, in a process that runs it. */
    PhaseClock.Place within(final String program, final String symbol, final long size) {
        final long address = address(program, symbol);
        return (hart, pc) -> pc >= address && pc < address + size && space(hart).equals(program);
    }

    /** The first instruction that a process executes. */
    PhaseClock.Place anyInProgram(final String program) {
        return (hart, pc) -> pc >= 0 && pc < USER_END && space(hart).equals(program);
    }

    /** The {@code rdcycle} in front of a program's only {@code ecall} that has one. */
    PhaseClock.Place cyclesBeforeCall(final String program) {
        final byte[] file = watched.images().programBytes(program).orElseThrow();
        final ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        final ElfImage.Segment code = ElfImage.parse(program, file).segments().stream()
                .filter(segment -> (segment.flags() & ElfImage.Segment.EXECUTABLE) != 0)
                .findFirst()
                .orElseThrow();
        for (long at = 0; at + 2 * Integer.BYTES <= code.fileSize(); at += 2) {
            final int offset = (int) (code.fileOffset() + at);
            if ((bytes.getInt(offset) & RDCYCLE_MASK) == RDCYCLE && bytes.getInt(offset + Integer.BYTES) == ECALL) {
                final long address = code.virtualAddress() + at;
                return (hart, pc) -> pc == address && space(hart).equals(program);
            }
        }
        throw new IllegalStateException(program + " has no rdcycle in front of an ecall");
    }

    private long address(final String program, final String symbol) {
        final SymbolTable symbols = watched.images()
                .program(program)
                .orElseThrow(() -> new IllegalStateException("the guest has no program " + program))
                .symbols();
        return require(symbols, symbol, program);
    }

    private static long require(final SymbolTable symbols, final String symbol, final String where) {
        return symbols.address(symbol).orElseThrow(() -> new IllegalStateException(where + " has no symbol " + symbol));
    }

    private String space(final int hart) {
        return names.name(watched.board().machine().cores().get(hart).hart.satp);
    }
}
