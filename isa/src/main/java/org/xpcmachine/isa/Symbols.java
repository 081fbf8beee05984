// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Labels and constants of an assembly; labels that are numbers may be defined many times and are reached by {@code
 * 1f}, {@code 1b}.
 */
final class Symbols {
    private final Map<String, Long> values = new HashMap<>();
    private final Map<String, NavigableSet<Long>> numeric = new HashMap<>();

    void define(final String name, final long value) {
        if (Character.isDigit(name.charAt(0))) {
            numeric.computeIfAbsent(name, key -> new TreeSet<>()).add(value);
        } else if (values.putIfAbsent(name, value) != null) {
            throw new IllegalArgumentException("symbol " + name + " is defined twice");
        }
    }

    long value(final String name) {
        final Long value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("symbol " + name + " is not defined");
        }
        return value;
    }

    /** The nearest numeric label: after {@code address} for {@code 1f}, at or before it for {@code 1b}. */
    long nearest(final String reference, final long address) {
        final String name = reference.substring(0, reference.length() - 1);
        final NavigableSet<Long> addresses = numeric.getOrDefault(name, new TreeSet<>());
        final Long found = reference.endsWith("f") ? addresses.higher(address) : addresses.floor(address);
        if (found == null) {
            throw new IllegalArgumentException("no label " + reference);
        }
        return found;
    }

    Map<String, Long> values() {
        return Map.copyOf(values);
    }
}
