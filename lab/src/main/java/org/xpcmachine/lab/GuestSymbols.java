// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.loader.SymbolTable;

/** Symbols by address space: one address means different things in different processes. */
public final class GuestSymbols {
    private final SymbolTable global;

    public GuestSymbols(final VirtBoard board) {
        global = board.symbols();
    }

    /** Returns the symbols in whose range {@code address} lies, in the address space {@code satp}. */
    public SymbolTable of(final long satp, final long address) {
        return global;
    }
}
