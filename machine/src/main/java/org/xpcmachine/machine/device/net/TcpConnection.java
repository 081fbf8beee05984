// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * One TCP connection of the guest, joined to one of the host's. Towards the guest this is an end of TCP of its own (RFC 9293): the
 * host's connection tells nothing of packets. Segments that come out of order are not kept, for the link loses none and keeps the
 * order; what is not acknowledged is sent again nevertheless, because a guest may lose it.
 */
final class TcpConnection implements Ready {
    /** Bytes that wait on their way, for each direction: the most that a window can say. */
    private static final int BUFFER = 0xffff;

    /** Nanoseconds until something is sent again the first time; each time doubles it, up to the number of tries. */
    private static final long FIRST_PATIENCE = 500_000_000L;

    private static final int MOST_TRIES = 7;

    /** There is nothing to send again. */
    private static final long NEVER = Long.MAX_VALUE;

    private enum State {
        /** The guest's SYN is here, and the host's connection is being made. */
        CONNECTING,
        /** The host's connection is made, and our SYN sent. */
        GREETING,
        OPEN,
        CLOSED
    }

    private final Flow flow;
    private final GuestLink link;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Ring toGuest = new Ring(BUFFER);
    private final Ring toHost = new Ring(BUFFER);
    private State state;

    /** The guest spoke first. */
    private final boolean outgoing;

    /** Number of the first byte in {@link #toGuest}; of our SYN or FIN, if it is that which is not acknowledged. */
    private int unacknowledged;

    /** Number of what is sent next. */
    private int next;

    /** Highest value that {@link #next} has had. */
    private int furthest;

    /** As the guest says. */
    private int window;

    private int maxSegment = TcpSegment.LARGEST;

    /** Number of the next byte of the guest. */
    private int expected;

    /** What the guest was told last. */
    private int toldWindow;

    /** The host will send no more; our FIN has been sent; and acknowledged. */
    private boolean hostFinished;

    private boolean finSent;
    private boolean finAcknowledged;

    /** The guest's FIN has come; and been passed on. */
    private boolean guestFinished;

    private boolean passedOn;

    private long resendAt = NEVER;
    private int tries;

    /** The guest opens a connection by {@code syn}; the channel, which is not blocking, is being connected. */
    TcpConnection(
            final Flow flow,
            final TcpSegment syn,
            final int firstNumber,
            final GuestLink link,
            final SocketChannel channel,
            final Selector selector)
            throws IOException {
        this(flow, true, firstNumber, link, channel, selector);
        state = State.CONNECTING;
        expected = syn.sequence() + 1;
        take(syn);
        key.interestOps(SelectionKey.OP_CONNECT);
    }

    /** The host has opened a connection. */
    TcpConnection(
            final Flow flow,
            final int firstNumber,
            final GuestLink link,
            final SocketChannel channel,
            final Selector selector)
            throws IOException {
        this(flow, false, firstNumber, link, channel, selector);
        greet();
    }

    private TcpConnection(
            final Flow flow,
            final boolean outgoing,
            final int firstNumber,
            final GuestLink link,
            final SocketChannel channel,
            final Selector selector)
            throws IOException {
        this.flow = flow;
        this.outgoing = outgoing;
        this.link = link;
        this.channel = channel;
        unacknowledged = firstNumber;
        next = firstNumber;
        furthest = firstNumber;
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, 0, this);
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    /** Whether {@link #onTime} has something to look at. */
    boolean waits() {
        return resendAt != NEVER;
    }

    /** The window and the largest segment that the guest has told. */
    private void take(final TcpSegment syn) {
        window = syn.window();
        maxSegment = Math.min(syn.maxSegment(), TcpSegment.LARGEST);
    }

    private void greet() {
        state = State.GREETING;
        next = unacknowledged;
        send(TcpSegment.SYN | (outgoing ? TcpSegment.ACK : 0), 0);
        advance(1);
    }

    @Override
    public void ready(final SelectionKey ready) {
        try {
            if (state == State.CONNECTING) {
                if (channel.finishConnect()) {
                    greet();
                }
            } else {
                transfer();
            }
        } catch (final IOException e) {
            reset();
        }
        update();
    }

    /** Moves what can be moved between the host and here. */
    private void transfer() throws IOException {
        if (state != State.OPEN) {
            return;
        }
        toHost.drain(channel);
        if (guestFinished && toHost.size() == 0 && !passedOn) {
            channel.shutdownOutput();
            passedOn = true;
        }
        if (!hostFinished) {
            hostFinished = !toGuest.fill(channel);
        }
        transmit(false);
        if (toHost.room() - toldWindow >= 2 * TcpSegment.LARGEST) {
            acknowledge();
        }
    }

    /** A segment of the guest has come. */
    void receive(final TcpSegment segment) {
        if (segment.has(TcpSegment.RST)) {
            // As 3.10.7.4: what is not exactly the next number may be forged, or late.
            if (segment.sequence() == expected || state == State.GREETING && isAnswer(segment)) {
                abort();
            }
            return;
        }
        try {
            switch (state) {
                case GREETING -> greeted(segment);
                case OPEN -> {
                    if (segment.has(TcpSegment.SYN)) {
                        acknowledge();
                    } else {
                        converse(segment);
                    }
                }
                case CONNECTING, CLOSED -> {
                    // The guest repeats its SYN.
                }
            }
        } catch (final IOException e) {
            reset();
        }
        update();
    }

    private boolean isAnswer(final TcpSegment segment) {
        return segment.has(TcpSegment.ACK) && segment.acknowledged() == furthest;
    }

    private void greeted(final TcpSegment segment) throws IOException {
        if (outgoing && segment.has(TcpSegment.SYN)) {
            greet();
            return;
        }
        if (!isAnswer(segment) || segment.has(TcpSegment.SYN) == outgoing) {
            if (segment.has(TcpSegment.ACK)) {
                send(segment.refusal(flow));
            }
            return;
        }
        state = State.OPEN;
        unacknowledged = furthest;
        resendAt = NEVER;
        tries = 0;
        if (outgoing) {
            converse(segment);
        } else {
            expected = segment.sequence() + 1;
            take(segment);
            acknowledge();
            transfer();
        }
    }

    private void converse(final TcpSegment segment) throws IOException {
        if (!segment.has(TcpSegment.ACK)) {
            return;
        }
        if (!isNumberOfOurs(segment.acknowledged())) {
            acknowledge();
            return;
        }
        acknowledged(segment);
        if (segment.span() > 0) {
            takeData(segment);
        } else if (segment.sequence() != expected) {
            // A question whether we are still there.
            acknowledge();
        }
        transfer();
    }

    /** Whether it is not beyond what has been sent; an old one is none of a lie. */
    private boolean isNumberOfOurs(final int number) {
        return furthest - number >= 0;
    }

    private void acknowledged(final TcpSegment segment) {
        final int bytes = segment.acknowledged() - unacknowledged;
        if (bytes < 0) {
            return;
        }
        window = segment.window();
        tries = 0;
        if (bytes == 0) {
            return;
        }
        final int data = Math.min(bytes, toGuest.size());
        toGuest.drop(data);
        if (bytes > data) {
            finSent = true;
            finAcknowledged = true;
        }
        unacknowledged = segment.acknowledged();
        if (next - unacknowledged < 0) {
            next = unacknowledged;
        }
        resendAt = furthest == unacknowledged ? NEVER : System.nanoTime() + FIRST_PATIENCE;
    }

    private void takeData(final TcpSegment segment) {
        final int known = expected - segment.sequence();
        if (known >= 0 && known <= segment.length() && !guestFinished) {
            final int fresh = segment.length() - known;
            final int taken = Math.min(fresh, toHost.room());
            toHost.append(segment.frame(), segment.start() + known, taken);
            expected += taken;
            if (taken == fresh && segment.has(TcpSegment.FIN)) {
                guestFinished = true;
                expected++;
            }
        }
        acknowledge();
    }

    /**
     * Sends what window and link allow.
     *
     * @param insist send a byte even if the window is closed, so that the guest says when it is not
     */
    private void transmit(final boolean insist) {
        int least = insist ? 1 : 0;
        while (state == State.OPEN && !finSent && link.hasRoom()) {
            final int flight = next - unacknowledged;
            final int left = toGuest.size() - flight;
            final int length = Math.min(Math.min(left, maxSegment), Math.max(window - flight, least));
            finSent = hostFinished && length == left;
            if (length == 0 && !finSent) {
                // The window may stay closed: then it is asked for.
                if (left > 0 && resendAt == NEVER) {
                    resendAt = System.nanoTime() + FIRST_PATIENCE;
                }
                return;
            }
            least = 0;
            send(TcpSegment.ACK | TcpSegment.PSH | (finSent ? TcpSegment.FIN : 0), length);
            advance(length + (finSent ? 1 : 0));
        }
    }

    private void advance(final int numbers) {
        next += numbers;
        if (next - furthest > 0) {
            furthest = next;
        }
        if (resendAt == NEVER) {
            resendAt = System.nanoTime() + FIRST_PATIENCE;
        }
    }

    private void acknowledge() {
        send(TcpSegment.ACK, 0);
    }

    /** Sends a segment with the data from {@link #next} on. */
    private void send(final int flags, final int length) {
        toldWindow = toHost.room();
        final Ipv4 packet = TcpSegment.packet(flow, next, expected, flags, toldWindow, length);
        toGuest.copy(next - unacknowledged, packet.frame(), packet.end() - length, length);
        TcpSegment.seal(packet);
        send(packet);
    }

    private void send(final Ipv4 packet) {
        link.send(packet);
    }

    /** Looks whether something is to be sent again, which is so only if the guest has taken everything. */
    void onTime(final long now) {
        if (resendAt == NEVER || now - resendAt < 0) {
            return;
        }
        if (state == State.OPEN && toGuest.size() == 0 && (finAcknowledged || !hostFinished)) {
            resendAt = NEVER;
            return;
        }
        if (!link.isEmpty()) {
            resendAt = now + FIRST_PATIENCE;
            return;
        }
        if (++tries > MOST_TRIES) {
            reset();
        } else if (state == State.GREETING) {
            greet();
        } else {
            next = unacknowledged;
            finSent = finAcknowledged;
            transmit(true);
        }
        resendAt = state == State.CLOSED ? NEVER : now + (FIRST_PATIENCE << tries);
        update();
    }

    /** There may be room on the link again. */
    void onRoom() {
        transmit(false);
        update();
    }

    /** Closes when both have said everything, and otherwise says what to wait for. */
    private void update() {
        if (state == State.OPEN && finAcknowledged && passedOn) {
            close();
        }
        if (state == State.GREETING) {
            key.interestOps(0);
        } else if (state == State.OPEN) {
            final int read = !hostFinished && toGuest.room() > 0 ? SelectionKey.OP_READ : 0;
            key.interestOps(read | (toHost.size() > 0 ? SelectionKey.OP_WRITE : 0));
        }
    }

    /** Tells the guest that the connection is no more. */
    private void reset() {
        if (state != State.CLOSED) {
            final boolean unanswered = state == State.CONNECTING;
            final Ipv4 packet =
                    TcpSegment.packet(flow, unanswered ? 0 : next, expected, TcpSegment.RST | TcpSegment.ACK, 0, 0);
            TcpSegment.seal(packet);
            send(packet);
            abort();
        }
    }

    /** Tells the host that the connection is no more. */
    void abort() {
        if (state != State.CLOSED) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (final IOException | UnsupportedOperationException e) {
                // Then the host hears of an end, not of a reset.
            }
            close();
        }
    }

    private void close() {
        state = State.CLOSED;
        resendAt = NEVER;
        UserNetwork.close(channel);
    }
}
