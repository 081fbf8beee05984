// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.boot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A web server and a name server on the host's loopback address, for a guest to talk to. */
final class HostServices implements AutoCloseable {
    /** What the name server answers whatever it is asked: the gateway. */
    private static final byte[] ANSWER = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 10, 0, 2, 2};

    private static final int QUESTION = 12;
    private static final int LONGEST = 512;

    private final ServerSocket web;
    private final DatagramSocket names;
    private final Pages pages;

    /** Makes the page of a path. */
    @FunctionalInterface
    interface Pages {
        byte[] page(String path) throws IOException;
    }

    HostServices(final Pages pages) throws IOException {
        this.pages = pages;
        web = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        names = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> untilClosed(this::serve));
        Thread.ofVirtual().start(() -> untilClosed(this::answer));
    }

    int webPort() {
        return web.getLocalPort();
    }

    InetSocketAddress nameServer() {
        return new InetSocketAddress(names.getLocalAddress(), names.getLocalPort());
    }

    @FunctionalInterface
    private interface Work {
        void once() throws IOException;
    }

    private void untilClosed(final Work work) {
        while (!web.isClosed()) {
            try {
                work.once();
            } catch (final IOException e) {
                // The guest sees that there is no answer.
            }
        }
    }

    private void serve() throws IOException {
        try (Socket client = web.accept()) {
            final String[] words = head(client.getInputStream()).split(" ");
            final byte[] page = pages.page(words[1]);
            final OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.0 200 OK\r\nContent-Length: " + page.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(page);
        }
    }

    /** Reads up to the empty line. */
    private static String head(final InputStream in) throws IOException {
        final ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            final int b = in.read();
            if (b < 0) {
                throw new IOException("the client went away");
            }
            head.write(b);
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private void answer() throws IOException {
        final DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        names.receive(packet);
        final byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        int end = QUESTION;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        end += 5;
        // To questions of an IPv4 address only.
        final boolean known = query[end - 3] == 1;
        final byte[] answer = Arrays.copyOf(query, end + (known ? ANSWER.length : 0));
        answer[2] = (byte) 0x81;
        answer[3] = (byte) 0x80;
        answer[7] = (byte) (known ? 1 : 0);
        Arrays.fill(answer, 8, QUESTION, (byte) 0);
        System.arraycopy(ANSWER, 0, answer, end, answer.length - end);
        packet.setData(answer);
        names.send(packet);
    }

    /** Returns what a web server on this host's loopback address has at a path. */
    static byte[] fetch(final int port, final String path) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
            server.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            head(server.getInputStream());
            return server.getInputStream().readAllBytes();
        }
    }

    @Override
    public void close() {
        try {
            web.close();
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
        names.close();
    }
}
