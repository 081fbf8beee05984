// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * The user's terminal as the guest's console: every key goes to the guest as it is typed, save the {@link EscapeKeys}.
 * However the process ends, the terminal is as before.
 */
final class TerminalConsole implements Console {
    /** In order of preference: stty alone puts every setting back, the line's speed included. */
    private static final String PROVIDERS = "exec,ffm,jni";

    private final InputQueue input = new InputQueue();
    private final EscapeKeys keys = new EscapeKeys();
    private final ConsoleOutputBuffer output;
    private final Terminal terminal;
    private final Attributes before;
    /** As {@link #window} returns it. */
    private volatile int size;

    private final Thread restoring = new Thread(this::restore, "terminal");

    private TerminalConsole(final Terminal terminal, final OutputStream out) {
        this.terminal = terminal;
        output = new ConsoleOutputBuffer(out);
        before = terminal.enterRawMode();
        Runtime.getRuntime().addShutdownHook(restoring);
        final Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        look();
        terminal.handle(Terminal.Signal.WINCH, signal -> look());
        input.start(terminal.input(), keys);
    }

    private void look() {
        final Size now = terminal.getSize();
        size = now.getColumns() << Short.SIZE | now.getRows() & 0xffff;
    }

    @Override
    public int window() {
        return size;
    }

    /** Takes the terminal over; plain streams if it does not let us. */
    static Console open(final OutputStream out) {
        Logger.getLogger("org.jline").setLevel(Level.OFF);
        try {
            final Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .providers(PROVIDERS)
                    .dumb(false)
                    .build();
            return new TerminalConsole(terminal, out);
        } catch (final IOException | IllegalStateException e) {
            return new StreamConsole(System.in, out);
        }
    }

    @Override
    public void write(final int b) {
        output.write(b);
    }

    @Override
    public int poll() {
        return input.poll();
    }

    @Override
    public void flush() {
        output.flush();
    }

    @Override
    public UserEnd userEnd() {
        return keys.end();
    }

    @Override
    public void onEnd(final Runnable stop) {
        keys.onEnd(stop);
    }

    private void restore() {
        terminal.setAttributes(before);
    }

    @Override
    public void close() {
        output.flush();
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(restoring);
            terminal.close();
        } catch (final IOException | IllegalStateException e) {
            // The process is ending, or there is nothing left to close; the settings are back.
        }
    }
}
