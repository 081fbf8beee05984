// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/**
 * Evaluates integer expressions of assembly text, in 64-bit arithmetic: numbers (decimal, {@code 0x}, {@code 0b},
 * {@code 'c'}), symbols, {@code .} for the current address, {@code 1f} and {@code 1b}, the operators {@code | ^ & <<
 * >> + - * / ~}, parentheses, and {@code %hi(...)} and {@code %lo(...)}. Precedence is that of C; {@code >>} shifts
 * in zeros.
 */
final class Expression {
    private static final String[][] OPERATORS = {{"|"}, {"^"}, {"&"}, {"<<", ">>"}, {"+", "-"}, {"*", "/"}};

    private final String text;
    private final Symbols symbols;
    private final long here;
    private int position;

    private Expression(final String text, final Symbols symbols, final long here) {
        this.text = text;
        this.symbols = symbols;
        this.here = here;
    }

    /**
     * The value of {@code text} in an instruction at address {@code here}.
     *
     * @throws IllegalArgumentException if it is malformed or a symbol has no value yet
     */
    static long evaluate(final String text, final Symbols symbols, final long here) {
        final Expression expression = new Expression(text, symbols, here);
        final long value = expression.binary(0);
        expression.skipBlanks();
        if (expression.position < text.length()) {
            throw new IllegalArgumentException("malformed expression '" + text + "'");
        }
        return value;
    }

    private long binary(final int level) {
        if (level == OPERATORS.length) {
            return unary();
        }
        long value = binary(level + 1);
        for (String operator = operator(level); operator != null; operator = operator(level)) {
            value = apply(operator, value, binary(level + 1));
        }
        return value;
    }

    private String operator(final int level) {
        for (final String operator : OPERATORS[level]) {
            if (accept(operator)) {
                return operator;
            }
        }
        return null;
    }

    private static long apply(final String operator, final long a, final long b) {
        return switch (operator) {
            case "|" -> a | b;
            case "^" -> a ^ b;
            case "&" -> a & b;
            case "<<" -> a << b;
            case ">>" -> a >>> b;
            case "+" -> a + b;
            case "-" -> a - b;
            case "*" -> a * b;
            default -> {
                if (b == 0) {
                    throw new IllegalArgumentException("division by zero");
                }
                yield a / b;
            }
        };
    }

    private long unary() {
        if (accept("-")) {
            return -unary();
        }
        if (accept("~")) {
            return ~unary();
        }
        if (accept("+")) {
            return unary();
        }
        if (accept("%hi")) {
            return unary() + 0x800 >> 12 & 0xfffff;
        }
        if (accept("%lo")) {
            return unary() << 52 >> 52;
        }
        if (accept("(")) {
            final long value = binary(0);
            if (!accept(")")) {
                throw new IllegalArgumentException("')' missing in '" + text + "'");
            }
            return value;
        }
        return accept("'") ? character() : atom();
    }

    private long character() {
        final int[] escaped = Strings.character(text, position);
        position = escaped[1];
        if (!accept("'")) {
            throw new IllegalArgumentException("malformed character in '" + text + "'");
        }
        return escaped[0];
    }

    private long atom() {
        final int start = position;
        while (position < text.length() && isNamePart(text.charAt(position))) {
            position++;
        }
        final String name = text.substring(start, position);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("malformed expression '" + text + "'");
        }
        if (name.equals(".")) {
            return here;
        }
        if (!Character.isDigit(name.charAt(0))) {
            return symbols.value(name);
        }
        final char last = name.charAt(name.length() - 1);
        final boolean reference = (last == 'f' || last == 'b')
                && name.chars().limit(name.length() - 1).allMatch(Character::isDigit);
        return reference ? symbols.nearest(name, here) : number(name);
    }

    private static long number(final String name) {
        try {
            if (name.startsWith("0x") || name.startsWith("0X")) {
                return Long.parseUnsignedLong(name.substring(2), 16);
            }
            if (name.startsWith("0b") || name.startsWith("0B")) {
                return Long.parseUnsignedLong(name.substring(2), 2);
            }
            return Long.parseUnsignedLong(name);
        } catch (final NumberFormatException e) {
            throw new IllegalArgumentException("not a 64-bit number: " + name, e);
        }
    }

    static boolean isNamePart(final char c) {
        return c == '_' || c == '.' || c == '$' || Character.isLetterOrDigit(c);
    }

    private boolean accept(final String token) {
        skipBlanks();
        if (!text.startsWith(token, position)) {
            return false;
        }
        position += token.length();
        return true;
    }

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }
}
