// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.HashMap;
import java.util.Map;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.loader.SymbolTable;

/** Symbols by address space: one address means different things in different processes of this project's guest. */
public final class GuestSymbols {
    /** The upper half of the address space, and RAM while translation is off, are the kernel's and the firmware's. */
    private static final long USER_END = 1L << 38;

    private final SymbolTable global;
    private final AddressSpaceNames names;
    private final GuestImages images;
    private final Map<String, SymbolTable> programs = new HashMap<>();

    public GuestSymbols(final VirtBoard board, final AddressSpaceNames names, final GuestImages images) {
        this.global = board.symbols();
        this.names = names;
        this.images = images;
    }

    /** Returns the symbols for {@code address} in the address space {@code satp}. */
    public SymbolTable of(final long satp, final long address) {
        if (satp >>> 60 == 0 || Long.compareUnsigned(address, USER_END) >= 0) {
            return global;
        }
        return programs.computeIfAbsent(names.name(satp), this::program);
    }

    private SymbolTable program(final String name) {
        try {
            return images.program(name).map(ElfImage::symbols).orElse(global);
        } catch (final LoadException e) {
            return global;
        }
    }

    /** Returns {@code name+0x12} for an address that a symbol covers, else the address. */
    public String describe(final long satp, final long address) {
        return of(satp, address).describe(address);
    }
}
