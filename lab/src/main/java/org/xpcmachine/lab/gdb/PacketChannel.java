// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The packets of one connection: {@code $data#checksum}, with acknowledgements until the debugger asks for none. A thread of its own
 * reads, so that an interrupt is seen while the machine runs. Data are characters 0 to 255.
 */
final class PacketChannel implements AutoCloseable {
    /** Most characters of a packet; longer ones are thrown away, and answered as damaged. */
    static final int LONGEST = 0x4000;

    /** Stands among the packets where the debugger asked for a stop. */
    static final String INTERRUPT = "\u0003";

    private static final int CTRL_C = 3;
    private static final int MOST_WAITING = 64;
    private static final int CLOSING_MILLIS = 500;

    private final Socket socket;
    private final OutputStream out;
    private final BlockingQueue<String> packets = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Runnable wake;
    private final Thread reader;
    private volatile boolean acknowledging = true;
    private volatile boolean ended;
    private volatile String last = "";

    /** Starts to read; {@code wake} is called, on the reader's thread, after Ctrl-C and when the connection has ended. */
    PacketChannel(final Socket socket, final Runnable wake) throws IOException {
        this.socket = socket;
        this.wake = wake;
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        final InputStream in = new BufferedInputStream(socket.getInputStream());
        reader = Thread.ofPlatform().daemon().name("gdb input").start(() -> read(in));
    }

    private void read(final InputStream in) {
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                switch (c) {
                    case CTRL_C -> {
                        packets.put(INTERRUPT);
                        wake.run();
                    }
                    case '$' -> packet(in);
                    case '-' -> raw(last);
                    default -> {
                        // An acknowledgement, or noise.
                    }
                }
            }
        } catch (final IOException e) {
            // The connection is gone: as good as its end.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
            packets.offer(INTERRUPT);
            wake.run();
        }
    }

    private void packet(final InputStream in) throws IOException, InterruptedException {
        final StringBuilder data = new StringBuilder();
        int sum = 0;
        int c = in.read();
        while (c >= 0 && c != '#') {
            if (c == '$') {
                data.setLength(0);
                sum = 0;
            } else {
                sum += c;
                if (data.length() <= LONGEST) {
                    data.append((char) c);
                }
            }
            c = in.read();
        }
        final int expected = Character.digit(in.read(), 16) * 16 + Character.digit(in.read(), 16);
        final boolean good = data.length() <= LONGEST && (!acknowledging || expected == (sum & 0xff));
        if (acknowledging) {
            raw(good ? "+" : "-");
        }
        if (good) {
            packets.put(data.toString());
        }
    }

    /** Returns the next packet; null if none comes within {@code millis} milliseconds. */
    String poll(final long millis) {
        try {
            return packets.poll(millis, TimeUnit.MILLISECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Whether the debugger asks for a stop, and forgets it. While the machine runs it asks for nothing else. */
    boolean takeInterrupt() {
        return packets.remove(INTERRUPT);
    }

    /** Whether the other end has gone; packets of it may still wait. */
    boolean isGone() {
        return ended;
    }

    /** Whether nothing more will come. */
    boolean isEnded() {
        return ended && packets.isEmpty();
    }

    void stopAcknowledging() {
        acknowledging = false;
    }

    /** Sends a packet; a connection that is gone shows in {@link #isEnded}. */
    void send(final String data) {
        final StringBuilder text = new StringBuilder("$");
        int sum = 0;
        for (int i = 0; i < data.length(); i++) {
            final char c = data.charAt(i);
            if (c == '$' || c == '#' || c == '}' || c == '*') {
                sum += '}' + (c ^ 0x20);
                text.append('}').append((char) (c ^ 0x20));
            } else {
                sum += c;
                text.append(c);
            }
        }
        last = text.append("#%02x".formatted(sum & 0xff)).toString();
        raw(last);
    }

    private synchronized void raw(final String text) {
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (final IOException e) {
            ended = true;
        }
    }

    /** Ends the connection; what was sent arrives. */
    @Override
    public void close() {
        try {
            socket.shutdownOutput();
            reader.join(CLOSING_MILLIS);
        } catch (final IOException e) {
            // It is closed.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            socket.close();
        } catch (final IOException e) {
            // It is closed.
        }
    }
}
