// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an address: hexadecimal after 0x, else decimal; up to 64 bits. */
final class Address implements ITypeConverter<Long> {
    @Override
    public Long convert(final String value) {
        try {
            return value.startsWith("0x")
                    ? Long.parseUnsignedLong(value.substring(2), 16)
                    : Long.parseUnsignedLong(value);
        } catch (final NumberFormatException e) {
            throw new TypeConversionException("'" + value + "' is not an address such as 0x80000000");
        }
    }
}
