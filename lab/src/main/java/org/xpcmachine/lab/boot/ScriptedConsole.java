// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.boot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.xpcmachine.machine.board.HostConsole;

/**
 * Types a line whenever the guest shows its prompt, and keeps what it prints. What is typed depends on the guest alone, so that a
 * run is the same every time. After the last line the input ends.
 */
public final class ScriptedConsole implements HostConsole {
    private final byte[] prompt;
    private final Queue<String> lines;
    private final Queue<Byte> typed = new ArrayDeque<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final List<Integer> prompts = new ArrayList<>();

    /** How much of the prompt the guest has printed. */
    private int matched;

    /**
     * Makes a console at which nothing has been typed yet.
     *
     * @param prompt whose first character occurs in it once
     */
    public ScriptedConsole(final String prompt, final List<String> lines) {
        this.prompt = prompt.getBytes(StandardCharsets.UTF_8);
        this.lines = new ArrayDeque<>(lines);
    }

    @Override
    public void write(final int b) {
        printed.write(b);
        if (prompt[matched] != b) {
            matched = prompt[0] == b ? 1 : 0;
        } else if (++matched == prompt.length) {
            matched = 0;
            prompts.add(printed.size());
            type(lines.poll());
        }
    }

    private void type(final String line) {
        if (line != null) {
            for (final byte b : (line + "\n").getBytes(StandardCharsets.UTF_8)) {
                typed.add(b);
            }
        }
    }

    @Override
    public int poll() {
        final Byte b = typed.poll();
        if (b == null) {
            return lines.isEmpty() ? CLOSED : NOTHING;
        }
        return b & 0xff;
    }

    /** Returns all that the guest has printed. */
    public String transcript() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Returns what the guest has printed from the prompt of that number, from 0, to the next, which is the echo and the answer. */
    public String answer(final int number) {
        final byte[] all = printed.toByteArray();
        final int end = number + 1 < prompts.size() ? prompts.get(number + 1) - prompt.length : all.length;
        return new String(Arrays.copyOfRange(all, prompts.get(number), end), StandardCharsets.UTF_8);
    }
}
