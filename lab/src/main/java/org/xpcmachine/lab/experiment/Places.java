// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import org.xpcmachine.lab.AddressSpaceNames;
import org.xpcmachine.machine.loader.SymbolTable;

/** Finds marks for a {@link PhaseClock} by symbol. */
final class Places {
    private final Watched watched;
    private final AddressSpaceNames names;

    Places(final Watched watched) {
        this.watched = watched;
        names = new AddressSpaceNames(watched.board());
    }

    /** Returns the address of the kernel's {@code symbol}; negative if it has none. */
    long kernel(final String symbol) {
        return watched.board().symbols().address(symbol).orElse(-1);
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

    private long address(final String program, final String symbol) {
        final SymbolTable symbols = watched.images()
                .program(program)
                .orElseThrow(() -> new IllegalStateException("the guest has no program " + program))
                .symbols();
        return require(symbols, symbol, program);
    }

    private static long require(final SymbolTable symbols, final String symbol, final String where) {
        return symbols.address(symbol)
                .orElseThrow(() -> new IllegalStateException(where + " has no symbol " + symbol));
    }

    private String space(final int hart) {
        return names.name(watched.board().machine().cores().get(hart).hart.satp);
    }
}
