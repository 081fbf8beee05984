// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size in bytes: a number with K, M or G, for example 256M. */
final class MemorySize implements ITypeConverter<Long> {
    @Override
    public Long convert(final String value) {
        final int shift = switch (value.isEmpty() ? ' ' : Character.toUpperCase(value.charAt(value.length() - 1))) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
        try {
            final long number = Long.parseLong(shift == 0 ? value : value.substring(0, value.length() - 1));
            if (number > 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (final NumberFormatException e) {
            // reported below
        }
        throw new TypeConversionException("'" + value + "' is not a size such as 256M or 1G");
    }
}
