// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.List;

/** Pseudo-instructions that may become several instructions: {@code li la lla call tail}. */
final class Pseudo {
    private static final int PC_RELATIVE_SIZE = 8;

    private Pseudo() {}

    /** Whether {@code mnemonic} is one of them. */
    static boolean is(final String mnemonic) {
        return switch (mnemonic) {
            case "li", "la", "lla", "call", "tail" -> true;
            default -> false;
        };
    }

    /** Size in bytes; of {@code li} only once its operand has a value. */
    static int size(final InstructionText text, final long address, final Symbols symbols) {
        return text.mnemonic().equals("li")
                ? Integer.BYTES * expand(text, address, symbols).size()
                : PC_RELATIVE_SIZE;
    }

    /** The instructions that {@code text} stands for at {@code address}. */
    static List<InstructionText> expand(final InstructionText text, final long address, final Symbols symbols) {
        final int count = switch (text.mnemonic()) {
            case "call", "tail" -> 1;
            default -> 2;
        };
        final List<String> operands = text.operands();
        if (operands.size() != count) {
            throw new IllegalArgumentException(text.mnemonic() + " takes " + count + " operands");
        }
        final long value = Expression.evaluate(operands.getLast(), symbols, address);
        return switch (text.mnemonic()) {
            case "li" -> load(operands.getFirst(), value);
            case "call" -> pcRelative("ra", value - address, "jalr ra, ", "(ra)");
            case "tail" -> pcRelative("t1", value - address, "jalr zero, ", "(t1)");
            default -> {
                final String rd = operands.getFirst();
                yield pcRelative(rd, value - address, "addi " + rd + ", " + rd + ", ", "");
            }
        };
    }

    private static List<InstructionText> pcRelative(
            final String register, final long distance, final String before, final String after) {
        final long high = distance + 0x800 >> 12;
        if (high != high << 44 >> 44) {
            throw new IllegalArgumentException("target is further than 2 GiB away");
        }
        return List.of(
                InstructionText.parse("auipc " + register + ", " + high),
                InstructionText.parse(before + lowTwelve(distance) + after));
    }

    private static long lowTwelve(final long value) {
        return value << 52 >> 52;
    }

    private static List<InstructionText> load(final String rd, final long value) {
        final List<InstructionText> result = new ArrayList<>();
        load(rd, value, result);
        return result;
    }

    /** Makes the high part, shifts it past the zeros below it, and adds the low 12 bits. */
    private static void load(final String rd, final long value, final List<InstructionText> result) {
        final long low = lowTwelve(value);
        if (value == low) {
            result.add(InstructionText.parse("addi " + rd + ", zero, " + value));
            return;
        }
        if (value == (int) value) {
            result.add(InstructionText.parse("lui " + rd + ", " + (value + 0x800 >> 12 & 0xfffff)));
            if (low != 0) {
                result.add(InstructionText.parse("addiw " + rd + ", " + rd + ", " + low));
            }
            return;
        }
        final long high = value - low >> 12;
        final int zeros = Long.numberOfTrailingZeros(high);
        load(rd, high >> zeros, result);
        result.add(InstructionText.parse("slli " + rd + ", " + rd + ", " + (12 + zeros)));
        if (low != 0) {
            result.add(InstructionText.parse("addi " + rd + ", " + rd + ", " + low));
        }
    }
}
