// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.machine.board.Debugger;
import org.xpcmachine.machine.board.Machine;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.mmu.WatchedAccess;

/**
 * Lets a debugger that speaks the GDB remote protocol drive a machine. Harts are its threads. After {@code detach} the guest runs on,
 * and stops when a debugger connects again; where a connection breaks, it stays stopped until then. Listens on the loopback interface
 * alone; one debugger at a time.
 */
public final class GdbServer implements GuestRun.Driver, AutoCloseable {
    /** The port that QEMU uses, too. */
    public static final int DEFAULT_PORT = 1234;

    private static final long LOOK_MILLIS = 100;

    /** Times that a debugger in the way is looked at again. */
    private static final int PATIENCE = 20;

    /** Signals as the debugger numbers them. */
    private static final int INTERRUPTED = 2;

    private static final int TRAPPED = 5;
    private static final int TERMINATED = 15;

    /** Why the machine does not go further back. */
    private static final String BEGIN = "replaylog:begin;";

    private static final int LIMIT_EXCEEDED = 24;

    /** The board's console; null if it is not recorded. */
    private final Tape tape;

    private final ServerSocket listening;
    private final Thread accepting;
    private final AtomicReference<PacketChannel> next = new AtomicReference<>();
    private final Commands commands;
    private volatile PacketChannel channel;
    private volatile Machine machine;

    private VirtBoard board;

    /** Where the machine can go back to; null if it cannot. It begins when a debugger connects. */
    private History history;

    /** Guards the two that follow. */
    private final Object stopping = new Object();

    private boolean running;

    /** The machine was told to stop in its present run. */
    private boolean stopAsked;

    /** No debugger is waited for. */
    private boolean free;

    /** The debugger waits for a stop. */
    private boolean resumed;

    /** What the debugger waits for is the end of a step. */
    private boolean stepped;

    private boolean killed;

    /** Whether the whole run is to end. */
    private BooleanSupplier ended = () -> false;

    private String lastStop = "S05";

    /**
     * Listens.
     *
     * @param port 0 for any that is free
     * @param waits whether the guest's first instruction waits for a debugger
     * @param images where symbols of the guest's programs are found, for {@code monitor}
     * @param tape the console that boards are built with; null for another, and no way back
     * @throws IOException if that is not possible
     */
    public GdbServer(final int port, final boolean waits, final GuestImages images, final Tape tape)
            throws IOException {
        this.tape = tape;
        free = !waits;
        commands = new Commands(images);
        listening = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        accepting = Thread.ofPlatform().daemon().name("gdb connections").start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                final Socket socket = listening.accept();
                if (isTaken()) {
                    socket.close();
                } else {
                    next.set(new PacketChannel(socket, this::wake));
                    wake();
                }
            } catch (final IOException e) {
                // Closed, or a connection that broke at once.
            }
        }
    }

    /** Whether another debugger is there; one that has just gone is given time to be missed. */
    private boolean isTaken() {
        for (int i = 0; i < PATIENCE; i++) {
            final PacketChannel current = channel;
            if ((current == null || current.isGone()) && next.get() == null) {
                return false;
            }
            pause();
        }
        return true;
    }

    /** Whoever drives the machine looks at the connection soon. */
    private void wake() {
        synchronized (stopping) {
            if (running) {
                stopAsked = true;
                machine.stop();
            }
        }
    }

    private void begin() {
        synchronized (stopping) {
            running = true;
        }
    }

    /** The machine may have stopped for another reason than the one asked for: that is not for its next run. */
    private void end() {
        synchronized (stopping) {
            running = false;
            if (stopAsked) {
                stopAsked = false;
                machine.run(0);
            }
        }
    }

    @Override
    public StopReason run(final VirtBoard board, final long maxSteps, final BooleanSupplier endWanted) {
        this.board = board;
        machine = board.machine();
        ended = endWanted;
        commands.connect(new Target(board));
        if (channel != null) {
            beginHistory();
        }
        if (resumed && stepped) {
            stop(describe(StopReason.DEBUG));
        }
        final long limit = maxSteps > Long.MAX_VALUE - machine.steps() ? Long.MAX_VALUE : machine.steps() + maxSteps;
        StopReason reason = null;
        while (reason == null) {
            reason = ended.getAsBoolean() ? StopReason.REQUESTED : turn(limit);
        }
        if (reason != StopReason.RESET) {
            farewell(reason);
        }
        return reason;
    }

    @Override
    public boolean isKilled() {
        return killed;
    }

    /** Serves a packet, or runs; null if nothing ended. */
    private StopReason turn(final long limit) {
        if (attached()) {
            if (resumed) {
                return report(advance(List.of(), limit));
            }
            final String packet = channel.poll(LOOK_MILLIS);
            return packet == null ? null : serve(packet, limit);
        }
        if (free) {
            final StopReason reason = advance(List.of(), limit);
            return reason == StopReason.REQUESTED && next.get() != null ? null : reason;
        }
        pause();
        return null;
    }

    /** Whether there is a debugger. */
    private boolean attached() {
        if (channel != null && channel.isEnded()) {
            leave();
        }
        if (channel == null) {
            channel = next.getAndSet(null);
            if (channel != null) {
                free = false;
                resumed = false;
                lastStop = describe(StopReason.DEBUG);
                beginHistory();
            }
        }
        return channel != null;
    }

    private void beginHistory() {
        history = History.of(board, tape, ended).orElse(null);
        commands.setReverse(history != null);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS / 10);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void leave() {
        channel.close();
        channel = null;
        history = null;
        resumed = false;
        commands.clear();
    }

    /** Runs, or makes steps, unless a stop is wanted already. */
    private StopReason advance(final List<Core> stepping, final long limit) {
        begin();
        try {
            if (isWanted()) {
                return StopReason.REQUESTED;
            }
            if (history != null) {
                return stepping.isEmpty() ? history.run(limit) : history.step(stepping);
            }
            return stepping.isEmpty()
                    ? machine.run(limit - machine.steps())
                    : machine.debugger().step(stepping);
        } finally {
            end();
        }
    }

    private boolean isWanted() {
        return channel == null ? next.get() != null : channel.takeInterrupt() || channel.isEnded();
    }

    /** Tells the debugger of a stop that is not the machine's end. */
    private StopReason report(final StopReason reason) {
        if (ended.getAsBoolean()) {
            return StopReason.REQUESTED;
        }
        return switch (reason) {
            case DEBUG, REQUESTED, ALL_WAIT -> {
                channel.takeInterrupt();
                stop(describe(reason));
                yield null;
            }
            case RESET, EXIT, STEP_LIMIT -> reason;
        };
    }

    private void stop(final String reply) {
        resumed = false;
        lastStop = reply;
        channel.send(reply);
    }

    private String describe(final StopReason reason) {
        final Debugger.Stop stop =
                reason == StopReason.DEBUG ? machine.debugger().stop().orElse(null) : null;
        if (stop != null) {
            commands.select(stop.hart().id);
        }
        final String watched = stop == null || stop.access() == null ? "" : watched(stop.access());
        return describe(reason == StopReason.DEBUG ? TRAPPED : INTERRUPTED, watched);
    }

    private static String watched(final WatchedAccess access) {
        final String name = switch (access.watchpoint().kind()) {
            case WRITE -> "watch";
            case READ -> "rwatch";
            case ACCESS -> "awatch";
        };
        return "%s:%x;".formatted(name, access.firstWatched());
    }

    private StopReason serve(final String packet, final long limit) {
        if (packet.startsWith("vCont;")) {
            final List<Core> stepping = stepping(packet);
            if (stepping != null) {
                return resume(stepping, limit);
            }
            channel.send(Commands.BAD_PACKET);
            return null;
        }
        switch (packet) {
            case PacketChannel.INTERRUPT -> {
                // It is stopped.
            }
            case "?" -> channel.send(lastStop);
            case "vCont?" -> channel.send("vCont;c;C;s;S");
            case "c" -> {
                return resume(List.of(), limit);
            }
            case "s" -> {
                return resume(List.of(machine.cores().get(commands.selected())), limit);
            }
            case "bs" -> stepBack();
            case "bc" -> runBack();
            case "QStartNoAckMode" -> {
                channel.send(Commands.OK);
                channel.stopAcknowledging();
            }
            case "D" -> {
                channel.send(Commands.OK);
                leave();
                free = true;
            }
            case "k" -> {
                return kill();
            }
            default -> {
                if (packet.startsWith("vKill;")) {
                    channel.send(Commands.OK);
                    return kill();
                }
                final String answer = commands.answer(packet);
                if (history != null && Commands.changes(packet)) {
                    history.restart();
                }
                channel.send(answer);
            }
        }
        return null;
    }

    private void stepBack() {
        if (history == null) {
            channel.send(Commands.NO_HISTORY);
        } else if (history.stepBack(machine.cores().get(commands.selected()))) {
            stop(describe(TRAPPED, ""));
        } else {
            stop(describe(TRAPPED, BEGIN));
        }
    }

    private void runBack() {
        if (history == null) {
            channel.send(Commands.NO_HISTORY);
            return;
        }
        final Optional<History.Found> found = history.runBack();
        found.ifPresent(place -> commands.select(place.hart()));
        stop(describe(
                TRAPPED,
                found.isEmpty()
                        ? BEGIN
                        : found.get().access() == null
                                ? ""
                                : watched(found.get().access())));
    }

    private String describe(final int signal, final String why) {
        return "T%02x%sthread:%x;".formatted(signal, why, commands.selected() + 1);
    }

    private StopReason kill() {
        killed = true;
        leave();
        return StopReason.REQUESTED;
    }

    private StopReason resume(final List<Core> stepping, final long limit) {
        resumed = true;
        stepped = !stepping.isEmpty();
        return report(advance(stepping, limit));
    }

    /**
     * Returns the harts that are to make a step, none for all to run on; null if the packet makes no sense. Harts that the debugger
     * would like to hold back run as well: time passes for all.
     */
    private List<Core> stepping(final String packet) {
        final List<Core> found = new ArrayList<>();
        boolean named = false;
        for (final Core core : machine.cores()) {
            final String action = action(packet, core);
            if (!action.matches("([cs]|[CS][0-9a-f]{2})?")) {
                return null;
            }
            named |= !action.isEmpty();
            if (action.toLowerCase(Locale.ROOT).startsWith("s")) {
                found.add(core);
            }
        }
        return named ? found : null;
    }

    /** Returns what a {@code vCont} wants of a hart: the first action that names it, or names none; empty for nothing. */
    private String action(final String packet, final Core core) {
        for (final String action : packet.substring("vCont;".length()).split(";")) {
            final String[] parts = action.split(":", 2);
            if (parts.length == 1 || names(parts[1], core)) {
                return parts[0];
            }
        }
        return "";
    }

    private boolean names(final String thread, final Core core) {
        try {
            return thread.equals("-1") || commands.thread(thread) == core.hart.id;
        } catch (final NumberFormatException e) {
            return false;
        }
    }

    private void farewell(final StopReason reason) {
        if (channel != null) {
            channel.send(
                    switch (reason) {
                        case EXIT -> "W%02x".formatted(machine.exitCode() & 0xff);
                        case STEP_LIMIT -> "X%02x".formatted(LIMIT_EXCEEDED);
                        default -> "X%02x".formatted(TERMINATED);
                    });
        }
    }

    /** Ends connections and threads. */
    @Override
    public void close() {
        try {
            listening.close();
            accepting.join();
        } catch (final IOException e) {
            // It is closed.
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (channel != null) {
            channel.close();
        }
        final PacketChannel waiting = next.getAndSet(null);
        if (waiting != null) {
            waiting.close();
        }
    }
}
