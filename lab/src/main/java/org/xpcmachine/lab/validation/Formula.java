// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a cost follows from what benchmarks counted: numbers, {@code + - * /}, brackets, and
 *
 * <pre>
 * warm(b)     median of the warm repetitions of benchmark b
 * least(b)    the least of them
 * cold(b)     the first repetition
 * rep(b, i)   repetition i, from 0
 * ops(b)      operations that a repetition counts over
 * per(b)      warm(b) / ops(b)
 * </pre>
 */
final class Formula {
    /** A formula that has been read. */
    @FunctionalInterface
    private interface Term {
        double value(Measurements measured, Series.Warm warm);
    }

    private final String text;
    private final Set<String> benchmarks = new TreeSet<>();
    private final Term term;
    private int at;

    private Formula(final String text) {
        this.text = text;
        term = sum();
        if (at < text.length()) {
            throw wrong("unexpected '" + text.charAt(at) + "'");
        }
    }

    /**
     * Reads a formula.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Formula of(final String text) {
        return new Formula(text.strip());
    }

    /** Reads several, with semicolons between them. */
    static List<Formula> listOf(final String text) {
        return Arrays.stream(text.split(";")).map(Formula::of).toList();
    }

    /** Returns the names of the benchmarks that it mentions. */
    Set<String> benchmarks() {
        return benchmarks;
    }

    double value(final Measurements measured) {
        return term.value(measured, Series.Warm.MEDIAN);
    }

    /** Returns the value with another of the warm repetitions in place of the median. */
    double value(final Measurements measured, final Series.Warm warm) {
        return term.value(measured, warm);
    }

    private Term sum() {
        Term left = product();
        while (peek() == '+' || peek() == '-') {
            final boolean plus = text.charAt(at++) == '+';
            final Term a = left;
            final Term b = product();
            left = (m, w) -> plus ? a.value(m, w) + b.value(m, w) : a.value(m, w) - b.value(m, w);
        }
        return left;
    }

    private Term product() {
        Term left = factor();
        while (peek() == '*' || peek() == '/') {
            final boolean times = text.charAt(at++) == '*';
            final Term a = left;
            final Term b = factor();
            left = (m, w) -> times ? a.value(m, w) * b.value(m, w) : a.value(m, w) / b.value(m, w);
        }
        return left;
    }

    private Term factor() {
        if (peek() == '(') {
            at++;
            final Term inner = sum();
            expect(')');
            return inner;
        }
        if (Character.isDigit(peek())) {
            final double number = Double.parseDouble(word());
            return (m, w) -> number;
        }
        return function(word());
    }

    private Term function(final String name) {
        expect('(');
        final String benchmark = word();
        benchmarks.add(benchmark);
        final Term call = switch (name) {
            case "warm" -> (m, w) -> m.series(benchmark).warm(w);
            case "least" -> (m, w) -> m.series(benchmark).warm(Series.Warm.LEAST);
            case "cold" -> (m, w) -> m.series(benchmark).cold();
            case "ops" -> (m, w) -> m.series(benchmark).operations();
            case "per" ->
                (m, w) -> m.series(benchmark).warm(w) / m.series(benchmark).operations();
            case "rep" -> {
                expect(',');
                final int i = Integer.parseInt(word());
                yield (m, w) -> m.series(benchmark).repetition(i);
            }
            default -> throw wrong("no such function: " + name);
        };
        expect(')');
        return call;
    }

    /** Reads a name or a number. */
    private String word() {
        peek();
        final int start = at;
        while (at < text.length() && isPartOfWord(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw wrong("a name or number is missing");
        }
        return text.substring(start, at);
    }

    private static boolean isPartOfWord(final char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.';
    }

    /** Returns the next character that is not a blank; 0 at the end. */
    private char peek() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void expect(final char c) {
        if (peek() != c) {
            throw wrong("'" + c + "' is missing");
        }
        at++;
    }

    private IllegalArgumentException wrong(final String problem) {
        return new IllegalArgumentException(text + ", character " + at + ": " + problem);
    }

    @Override
    public String toString() {
        return text;
    }
}
