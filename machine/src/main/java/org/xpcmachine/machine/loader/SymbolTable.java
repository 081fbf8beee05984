// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The symbols of a program, found by name and by address. Addresses are unsigned. */
public final class SymbolTable {
    /** At one address the symbol that names it best comes last: typed over untyped, then sized over unsized. */
    private static final Comparator<Symbol> ORDER = Comparator.comparing(Symbol::address, Long::compareUnsigned)
            .thenComparing(Symbol::type, Comparator.reverseOrder())
            .thenComparing(Symbol::size, Long::compareUnsigned)
            .thenComparing(Symbol::name, Comparator.reverseOrder());

    public static final SymbolTable EMPTY = new SymbolTable(List.of());

    private final List<Symbol> symbols;
    private final Map<String, Symbol> byName = new HashMap<>();
    private final List<Symbol> sorted;

    /**
     * For each of {@code sorted}, the highest address covered by it or one before it: how far back a search need go.
     */
    private final long[] reach;

    /** Of several symbols with one name (locals of different files), a look-up by name finds the first. */
    public SymbolTable(final List<Symbol> symbols) {
        this.symbols = List.copyOf(symbols);
        for (final Symbol symbol : symbols) {
            byName.putIfAbsent(symbol.name(), symbol);
        }
        sorted = symbols.stream().sorted(ORDER).toList();
        reach = new long[sorted.size()];
        long highest = 0;
        for (int i = 0; i < reach.length; i++) {
            final long last = sorted.get(i).last();
            highest = Long.compareUnsigned(last, highest) > 0 ? last : highest;
            reach[i] = highest;
        }
    }

    /** Returns all symbols, by rising address. */
    public List<Symbol> symbols() {
        return sorted;
    }

    /** Returns the table of both programs; for a name in both, this one's address. */
    public SymbolTable with(final SymbolTable other) {
        final List<Symbol> both = new ArrayList<>(symbols);
        both.addAll(other.symbols);
        return new SymbolTable(both);
    }

    /** Returns the symbol with that name. */
    public Optional<Symbol> find(final String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Returns the address of the symbol with that name. */
    public OptionalLong address(final String name) {
        final Symbol symbol = byName.get(name);
        return symbol == null ? OptionalLong.empty() : OptionalLong.of(symbol.address());
    }

    /**
     * Returns the symbol that {@code address} belongs to: the closest one below that covers it by its size, else the
     * closest one if that has no size, which then reaches to the next symbol.
     */
    public Optional<Symbol> at(final long address) {
        final int closest = lastAtOrBelow(address);
        for (int i = closest; i >= 0 && Long.compareUnsigned(reach[i], address) >= 0; i--) {
            if (sorted.get(i).covers(address)) {
                return Optional.of(sorted.get(i));
            }
        }
        return closest >= 0 && sorted.get(closest).size() == 0 ? Optional.of(sorted.get(closest)) : Optional.empty();
    }

    /** Returns {@code name+0x12}, {@code name} for an offset of 0, or the address in hexadecimal for no symbol. */
    public String describe(final long address) {
        final Optional<Symbol> symbol = at(address);
        if (symbol.isEmpty()) {
            return "0x" + Long.toHexString(address);
        }
        final long offset = address - symbol.get().address();
        return symbol.get().name() + (offset == 0 ? "" : "+0x" + Long.toHexString(offset));
    }

    private int lastAtOrBelow(final long address) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            final int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(sorted.get(middle).address(), address) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }
}
