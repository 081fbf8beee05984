// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;

/** The smallest ELF file that holds a program in assembly: one executable segment, and its labels as symbols. */
final class TinyElf {
    static final int MACHINE_OFFSET = 18;
    static final int CLASS_OFFSET = 4;

    private static final long BASE = 0x8000_0000L;
    private static final int HEADER = 64;
    private static final int PROGRAM_HEADER = 56;
    private static final int SECTION_HEADER = 64;
    private static final int SYMBOL = 24;

    private TinyElf() {}

    static byte[] of(final String program) {
        final Assembly code = Assembler.assemble(BASE, program);
        final List<Map.Entry<String, Long>> labels =
                new ArrayList<>(code.symbols().entrySet());
        labels.sort(Comparator.comparing(Map.Entry::getValue));
        final StringBuilder names = new StringBuilder("\0");
        final ByteBuffer symbols = buffer(SYMBOL * (labels.size() + 1));
        symbols.position(SYMBOL);
        for (final Map.Entry<String, Long> label : labels) {
            // Global function in section 1.
            symbols.putInt(names.length())
                    .put((byte) 0x12)
                    .put((byte) 0)
                    .putShort((short) 1)
                    .putLong(label.getValue())
                    .putLong(0);
            names.append(label.getKey()).append('\0');
        }
        final byte[] strings = names.toString().getBytes(StandardCharsets.US_ASCII);
        final int codeAt = HEADER + PROGRAM_HEADER;
        final int symbolsAt = codeAt + code.bytes().length;
        final int stringsAt = symbolsAt + symbols.capacity();
        final int sectionsAt = stringsAt + strings.length;
        final ByteBuffer file = buffer(sectionsAt + 3 * SECTION_HEADER);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2)
                .putShort((short) 243)
                .putInt(1)
                .putLong(BASE)
                .putLong(HEADER)
                .putLong(sectionsAt);
        file.putInt(0).putShort((short) HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
        file.putShort((short) SECTION_HEADER).putShort((short) 3).putShort((short) 0);
        file.putInt(1).putInt(5).putLong(codeAt).putLong(BASE).putLong(BASE);
        file.putLong(code.bytes().length).putLong(code.bytes().length).putLong(1);
        file.put(code.bytes()).put(symbols.array()).put(strings);
        section(file, sectionsAt + SECTION_HEADER, 2, symbolsAt, symbols.capacity(), 2);
        section(file, sectionsAt + 2 * SECTION_HEADER, 3, stringsAt, strings.length, 0);
        return file.array();
    }

    private static void section(
            final ByteBuffer file, final int at, final int type, final long offset, final long size, final int link) {
        file.putInt(at + 4, type)
                .putLong(at + 24, offset)
                .putLong(at + 32, size)
                .putInt(at + 40, link);
        file.putLong(at + 56, SYMBOL);
    }

    private static ByteBuffer buffer(final int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
