// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.xpcmachine.machine.board.HostConsole;

/** The outside end of the console: what was printed, what is to be typed, and texts that are waited for. Any thread may use it. */
final class Transcript implements HostConsole {
    private byte[] printed = new byte[1 << 12];
    private int length;

    /** Up to here texts that were waited for have been found. */
    private int found;

    private final Queue<Byte> typed = new ArrayDeque<>();
    private boolean ended;
    private List<Until.ConsoleText> wanted = List.of();
    private Until.ConsoleText met;
    private Runnable onMet = () -> {};

    /**
     * Says what is waited for from now on.
     *
     * @param action done on the machine's thread when one is printed
     * @return one that has been printed already, if there is one: that which ended first
     */
    synchronized Optional<Until> await(final List<Until.ConsoleText> texts, final Runnable action) {
        met = null;
        onMet = action;
        wanted = texts;
        for (int end = found + 1; end <= length && met == null; end++) {
            match(end);
        }
        return met();
    }

    /** Returns the text that has been printed, of those waited for. */
    synchronized Optional<Until> met() {
        return Optional.ofNullable(met);
    }

    private void match(final int end) {
        for (final Until.ConsoleText text : wanted) {
            final byte[] bytes = text.text().getBytes(StandardCharsets.UTF_8);
            if (end - found >= bytes.length
                    && Arrays.equals(printed, end - bytes.length, end, bytes, 0, bytes.length)) {
                met = text;
                found = end;
                wanted = List.of();
                return;
            }
        }
    }

    @Override
    public synchronized void write(final int b) {
        if (length == printed.length) {
            printed = Arrays.copyOf(printed, length * 2);
        }
        printed[length++] = (byte) b;
        if (!wanted.isEmpty()) {
            match(length);
            if (met != null) {
                onMet.run();
            }
        }
    }

    @Override
    public synchronized int poll() {
        final Byte b = typed.poll();
        if (b != null) {
            return b & 0xff;
        }
        return ended ? CLOSED : PAUSED;
    }

    synchronized void type(final byte[] bytes) {
        if (ended) {
            throw new IllegalStateException("the input has ended: nothing more can be typed");
        }
        for (final byte b : bytes) {
            typed.add(b);
        }
    }

    synchronized void end() {
        ended = true;
    }

    /** Forgets what was printed, and what was typed and not read. */
    synchronized void clear() {
        length = 0;
        found = 0;
        typed.clear();
    }

    synchronized String text() {
        return new String(printed, 0, length, StandardCharsets.UTF_8);
    }
}
