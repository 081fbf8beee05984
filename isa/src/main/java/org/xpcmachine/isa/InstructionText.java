// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An instruction as assembly text: mnemonic and operands. */
record InstructionText(String mnemonic, List<String> operands) {
    /** Splits at the first blank, then at commas outside parentheses and quotes. */
    static InstructionText parse(final String text) {
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return new InstructionText(
                text.substring(0, end), split(text.substring(end).strip()));
    }

    private static List<String> split(final String text) {
        final List<String> operands = new ArrayList<>();
        int depth = 0;
        char quote = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth--;
            } else if (c == ',' && depth == 0) {
                operands.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        if (!text.isEmpty()) {
            operands.add(text.substring(start).strip());
        }
        return operands;
    }

    /**
     * Matches this text against {@code from} and puts what its variables stand for into {@code to}; null if it does
     * not fit.
     */
    InstructionText rewrite(final InstructionText from, final InstructionText to) {
        if (operands.size() != from.operands.size()) {
            return null;
        }
        final Map<String, String> bindings = new HashMap<>();
        for (int i = 0; i < operands.size(); i++) {
            if (!bindOperand(from.operands.get(i), operands.get(i), bindings)) {
                return null;
            }
        }
        final List<String> result = new ArrayList<>();
        for (final String template : to.operands) {
            String operand = template;
            for (final Map.Entry<String, String> binding : bindings.entrySet()) {
                operand = operand.replace(binding.getKey(), binding.getValue());
            }
            result.add(operand);
        }
        return new InstructionText(to.mnemonic, result);
    }

    private static boolean bindOperand(
            final String template, final String operand, final Map<String, String> bindings) {
        final int templateBase = template.indexOf('(');
        if (templateBase < 0) {
            return bind(template, operand, bindings);
        }
        final int base = operand.lastIndexOf('(');
        return base >= 0
                && operand.endsWith(")")
                && bind(template.substring(0, templateBase), operand.substring(0, base), bindings)
                && bind(template.substring(templateBase + 1, template.length() - 1), baseOf(operand), bindings);
    }

    private static boolean bind(final String template, final String operand, final Map<String, String> bindings) {
        if (!template.startsWith("%")) {
            return template.equals(operand);
        }
        final boolean fits = switch (template.charAt(1)) {
            case 'r', 's', 't' -> Registers.xNumber(operand) >= 0;
            case 'f', 'g' -> Registers.fNumber(operand) >= 0;
            default -> !operand.isEmpty() && Registers.xNumber(operand) < 0 && Registers.xNumber(baseOf(operand)) < 0;
        };
        final String earlier = fits ? bindings.putIfAbsent(template, operand) : null;
        return fits && (earlier == null || earlier.equals(operand));
    }

    /** What stands in the last parentheses of {@code offset(base)}; empty if the operand does not end in any. */
    static String baseOf(final String operand) {
        final int base = operand.lastIndexOf('(');
        return base < 0 || !operand.endsWith(")")
                ? ""
                : operand.substring(base + 1, operand.length() - 1).strip();
    }

    @Override
    public String toString() {
        return operands.isEmpty() ? mnemonic : mnemonic + " " + String.join(", ", operands);
    }
}
