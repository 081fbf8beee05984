// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A small two-pass assembler for tests and embedders; instructions derive from {@link Op} and {@link Compressed}.
 *
 * <p>A line holds labels ({@code name:}, or a number reached by {@code 1f} and {@code 1b}), then an instruction or a
 * directive, then a comment ({@code #} or {@code //}). Instructions are written as {@link Disassembler} shows them,
 * in both styles: targets of branches and jumps are absolute addresses, usually a label ({@code . + 8} also works).
 * Nothing is compressed unless written {@code c.*}. Beyond the aliases there are {@code li} (any 64-bit constant
 * known by then), {@code la} and {@code lla} (pc-relative), {@code call} and {@code tail}.
 *
 * <p>Directives: {@code .byte .half .word .dword} (values), {@code .ascii .asciz} (strings), {@code .space} (bytes[,
 * value]), {@code .align} (to a power of two, given as exponent; filled with {@code nop}) and {@code .equ} (name,
 * value).
 */
public final class Assembler {
    private static final int NOP = 0x00000013;
    private static final int COMPRESSED_NOP = 0x0001;
    private static final int MAXIMUM_ALIGNMENT = 24;

    private final Symbols symbols = new Symbols();
    private final List<Statement> statements = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final long base;
    private long address;

    private record Statement(int line, long address, InstructionText text) {}

    private Assembler(final long base) {
        this.base = base;
        this.address = base;
    }

    /**
     * Assembles {@code text} for address {@code base}.
     *
     * @throws AssemblyException if a line is wrong
     */
    public static Assembly assemble(final long base, final String text) {
        final Assembler assembler = new Assembler(base);
        assembler.place(text);
        assembler.emit();
        return new Assembly(base, assembler.out.toByteArray(), assembler.symbols.values());
    }

    /** First pass: gives every label its address. */
    private void place(final String text) {
        final List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            try {
                placeLine(i + 1, Strings.withoutComment(lines.get(i)).strip());
            } catch (final IllegalArgumentException e) {
                throw located(i + 1, e);
            }
        }
    }

    private void placeLine(final int line, final String text) {
        String rest = text;
        for (int end = labelEnd(rest); end > 0; end = labelEnd(rest)) {
            symbols.define(rest.substring(0, end), address);
            rest = rest.substring(end + 1).strip();
        }
        if (rest.isEmpty()) {
            return;
        }
        final InstructionText statement = InstructionText.parse(rest);
        if (statement.mnemonic().equals(".equ")) {
            requireOperands(statement, 2, 2);
            symbols.define(statement.operands().getFirst(), value(statement, 1, address));
            return;
        }
        statements.add(new Statement(line, address, statement));
        address += size(statement);
    }

    /** Position of the colon after a label at the start of {@code text}, or 0. */
    private static int labelEnd(final String text) {
        int end = 0;
        while (end < text.length() && Expression.isNamePart(text.charAt(end))) {
            end++;
        }
        return end < text.length() && text.charAt(end) == ':' ? end : 0;
    }

    private long size(final InstructionText statement) {
        final String mnemonic = statement.mnemonic();
        if (mnemonic.startsWith(".")) {
            return directiveSize(statement);
        }
        return Pseudo.is(mnemonic) ? Pseudo.size(statement, address, symbols) : InstructionAssembler.size(mnemonic);
    }

    private long directiveSize(final InstructionText statement) {
        final int count = statement.operands().size();
        return switch (statement.mnemonic()) {
            case ".byte", ".half", ".word", ".dword" -> (long) count * dataSize(statement.mnemonic());
            case ".ascii", ".asciz" -> strings(statement).length;
            case ".space" -> {
                requireOperands(statement, 1, 2);
                yield range(value(statement, 0, address), 0, Integer.MAX_VALUE);
            }
            case ".align" -> {
                requireOperands(statement, 1, 1);
                final long alignment = 1L << range(value(statement, 0, address), 0, MAXIMUM_ALIGNMENT);
                yield -address & alignment - 1;
            }
            default -> throw new IllegalArgumentException("unknown directive " + statement.mnemonic());
        };
    }

    private static int dataSize(final String directive) {
        return switch (directive) {
            case ".byte" -> Byte.BYTES;
            case ".half" -> Short.BYTES;
            case ".word" -> Integer.BYTES;
            default -> Long.BYTES;
        };
    }

    /** Second pass: every symbol is known. */
    private void emit() {
        for (final Statement statement : statements) {
            try {
                emit(statement);
            } catch (final IllegalArgumentException e) {
                throw located(statement.line(), e);
            }
        }
    }

    private void emit(final Statement statement) {
        final InstructionText text = statement.text();
        if (text.mnemonic().startsWith(".")) {
            emitDirective(text, statement.address());
        } else if (Pseudo.is(text.mnemonic())) {
            long at = statement.address();
            for (final InstructionText part : Pseudo.expand(text, at, symbols)) {
                write(InstructionAssembler.encode(part, at, symbols), Integer.BYTES);
                at += Integer.BYTES;
            }
        } else {
            write(
                    InstructionAssembler.encode(text, statement.address(), symbols),
                    InstructionAssembler.size(text.mnemonic()));
        }
    }

    private void emitDirective(final InstructionText text, final long at) {
        switch (text.mnemonic()) {
            case ".ascii", ".asciz" -> out.writeBytes(strings(text));
            case ".space" -> {
                final byte[] bytes = new byte[(int) value(text, 0, at)];
                Arrays.fill(bytes, (byte) (text.operands().size() == 2 ? value(text, 1, at) : 0));
                out.writeBytes(bytes);
            }
            case ".align" -> pad(1L << value(text, 0, at));
            default -> {
                final int size = dataSize(text.mnemonic());
                for (int i = 0; i < text.operands().size(); i++) {
                    final long value = value(text, i, at);
                    if (size < Long.BYTES) {
                        range(value, -1L << size * Byte.SIZE - 1, (1L << size * Byte.SIZE) - 1);
                    }
                    write(value, size);
                }
            }
        }
    }

    private void pad(final long alignment) {
        final long end = base + out.size() + (-(base + out.size()) & alignment - 1);
        for (long at = base + out.size(); at < end; at = base + out.size()) {
            if ((at & 1) != 0) {
                write(0, Byte.BYTES);
            } else if ((at & 2) != 0) {
                write(COMPRESSED_NOP, Short.BYTES);
            } else {
                write(end - at >= Integer.BYTES ? NOP : COMPRESSED_NOP, (int) Math.min(end - at, Integer.BYTES));
            }
        }
    }

    private static byte[] strings(final InstructionText text) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final String string : text.operands()) {
            bytes.writeBytes(Strings.bytes(string));
            if (text.mnemonic().equals(".asciz")) {
                bytes.write(0);
            }
        }
        return bytes.toByteArray();
    }

    private long value(final InstructionText text, final int operand, final long at) {
        return Expression.evaluate(text.operands().get(operand), symbols, at);
    }

    private static long range(final long value, final long low, final long high) {
        if (value < low || value > high) {
            throw new IllegalArgumentException(value + " is not between " + low + " and " + high);
        }
        return value;
    }

    private static void requireOperands(final InstructionText text, final int low, final int high) {
        if (text.operands().size() < low || text.operands().size() > high) {
            throw new IllegalArgumentException(
                    text.mnemonic() + " takes " + low + (low == high ? "" : " to " + high) + " operands");
        }
    }

    private void write(final long value, final int size) {
        for (int i = 0; i < size; i++) {
            out.write((int) (value >>> i * Byte.SIZE));
        }
    }

    private static AssemblyException located(final int line, final IllegalArgumentException e) {
        final AssemblyException located = new AssemblyException(line, e.getMessage());
        located.initCause(e);
        return located;
    }
}
