// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The debugger's end of a connection. */
final class Wire implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;

    Wire(final int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** Sends characters as they are. */
    void raw(final String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns the next character, or -1 at the end. */
    int raw() throws IOException {
        return in.read();
    }

    void send(final String packet) throws IOException {
        raw("$" + packet + "#%02x".formatted(packet.chars().sum() & 0xff));
    }

    /** Returns the next packet; acknowledgements before it and its checksum are not looked at. */
    String packet() throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int c = in.read(); c != '#'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended after " + text);
            }
            text.append(c == '$' || c == '+' && text.isEmpty() ? "" : (char) c);
        }
        in.read();
        in.read();
        return text.toString();
    }

    /** Sends a packet that is in order; returns the answer. */
    String ask(final String packet) throws IOException {
        send(packet);
        final int acknowledgement = in.read();
        if (acknowledgement != '+') {
            throw new IOException("not acknowledged: " + packet + ", but " + acknowledgement);
        }
        return packet();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
