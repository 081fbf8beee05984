// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.machine.board.Debugger;
import org.xpcmachine.machine.board.Machine;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.mmu.WatchedAccess;

/**
 * Lets a debugger that speaks the GDB remote protocol drive a machine. Harts are its threads. Waits for a debugger before the first
 * instruction; after {@code detach} the guest runs on, and stops when a debugger connects again; where a connection breaks, it stays
 * stopped until then. Listens on the loopback interface alone; one debugger at a time.
 */
public final class GdbServer implements GuestRun.Driver, AutoCloseable {
    private static final long LOOK_MILLIS = 100;

    /** Signals as the debugger numbers them. */
    private static final int INTERRUPTED = 2;

    private static final int TRAPPED = 5;

    private final ServerSocket listening;
    private final AtomicReference<PacketChannel> next = new AtomicReference<>();
    private final Commands commands = new Commands();
    private volatile PacketChannel channel;
    private volatile Machine machine;
    private volatile boolean running;
    private volatile boolean interrupted;

    /** No debugger is wanted: one has detached. */
    private boolean free;

    /** The debugger waits for a stop. */
    private boolean resumed;

    private String lastStop = "S05";

    /**
     * Listens.
     *
     * @param port 0 for any that is free
     * @throws IOException if that is not possible
     */
    public GdbServer(final int port) throws IOException {
        listening = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("gdb connections").start(this::accept);
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                final Socket socket = listening.accept();
                final PacketChannel current = channel;
                if (current != null && !current.isEnded() || next.get() != null) {
                    socket.close();
                } else {
                    next.set(new PacketChannel(socket, this::interrupt));
                    interrupt();
                }
            } catch (final IOException e) {
                // Closed, or a connection that broke at once.
            }
        }
    }

    private void interrupt() {
        interrupted = true;
        if (running) {
            machine.stop();
        }
    }

    @Override
    public StopReason run(final VirtBoard board, final long maxSteps, final BooleanSupplier ended) {
        machine = board.machine();
        commands.connect(new Target(board));
        final long start = machine.steps();
        StopReason reason = null;
        while (reason == null || reason == StopReason.DEBUG || reason == StopReason.REQUESTED) {
            if (ended.getAsBoolean()) {
                reason = StopReason.REQUESTED;
                break;
            }
            reason = turn(maxSteps - (machine.steps() - start));
        }
        if (reason != StopReason.RESET) {
            farewell(reason);
        }
        return reason;
    }

    /** Serves a packet, or runs; null if nothing ended. */
    private StopReason turn(final long steps) {
        if (!attached()) {
            return free ? advance(List.of(), steps) : null;
        }
        if (resumed) {
            return report(advance(List.of(), steps));
        }
        final String packet = channel.poll(LOOK_MILLIS);
        return packet == null ? null : serve(packet, steps);
    }

    /** Whether there is a debugger; waits for one a little while if there has to be. */
    private boolean attached() {
        if (channel != null && channel.isEnded()) {
            leave();
        }
        if (channel == null) {
            final PacketChannel waiting = next.getAndSet(null);
            if (waiting == null) {
                if (!free) {
                    pause();
                }
                return false;
            }
            channel = waiting;
            free = false;
            resumed = false;
            lastStop = "S05";
        }
        return true;
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
        resumed = false;
        commands.clear();
    }

    private StopReason advance(final List<Core> stepping, final long steps) {
        running = true;
        try {
            if (interrupted) {
                interrupted = false;
                return StopReason.REQUESTED;
            }
            return stepping.isEmpty() ? machine.run(steps) : machine.debugger().step(stepping);
        } finally {
            running = false;
        }
    }

    /** Tells the debugger of a stop that is none of the machine's end. */
    private StopReason report(final StopReason reason) {
        resumed = reason == StopReason.RESET;
        if (reason == StopReason.DEBUG || reason == StopReason.REQUESTED || reason == StopReason.ALL_WAIT) {
            interrupted = false;
            lastStop = describe(reason);
            channel.send(lastStop);
            return reason == StopReason.ALL_WAIT ? null : reason;
        }
        return reason;
    }

    private String describe(final StopReason reason) {
        final Debugger.Stop stop = machine.debugger().stop().orElse(null);
        if (stop != null) {
            commands.select(stop.hart().id);
        }
        final int signal = reason == StopReason.DEBUG ? TRAPPED : INTERRUPTED;
        final WatchedAccess access = stop == null || reason != StopReason.DEBUG ? null : stop.access();
        return "T%02x%sthread:%x;".formatted(signal, access == null ? "" : watched(access), commands.selected() + 1);
    }

    private static String watched(final WatchedAccess access) {
        final String name =
                switch (access.watchpoint().kind()) {
                    case WRITE -> "watch";
                    case READ -> "rwatch";
                    case ACCESS -> "awatch";
                };
        return "%s:%x;".formatted(name, access.firstWatched());
    }

    private StopReason serve(final String packet, final long steps) {
        if (packet.startsWith("vCont;")) {
            final List<Core> stepping = stepping(packet);
            if (stepping == null) {
                channel.send("E16");
                return null;
            }
            return resume(stepping, steps);
        }
        switch (packet) {
            case "?" -> channel.send(lastStop);
            case "vCont?" -> channel.send("vCont;c;C;s;S");
            case "c" -> {
                return resume(List.of(), steps);
            }
            case "s" -> {
                return resume(List.of(machine.cores().get(commands.selected())), steps);
            }
            case "QStartNoAckMode" -> {
                channel.send("OK");
                channel.stopAcknowledging();
            }
            case "D", "D;1" -> {
                channel.send("OK");
                leave();
                free = true;
                interrupted = false;
            }
            case "k" -> {
                return StopReason.ALL_WAIT;
            }
            default -> {
                if (packet.startsWith("vKill")) {
                    channel.send("OK");
                    return StopReason.ALL_WAIT;
                }
                channel.send(commands.answer(packet));
            }
        }
        return null;
    }

    private StopReason resume(final List<Core> stepping, final long steps) {
        resumed = true;
        interrupted = false;
        return report(advance(stepping, steps));
    }

    /** Returns the harts that are to make a step, none for all to run on; null if the packet makes no sense. */
    private List<Core> stepping(final String packet) {
        final List<Core> found = new ArrayList<>();
        final String[] actions = packet.substring("vCont;".length()).split(";");
        for (final Core core : machine.cores()) {
            for (final String action : actions) {
                final String[] parts = action.split(":", 2);
                if (parts[0].isEmpty() || "cCsS".indexOf(parts[0].charAt(0)) < 0) {
                    return null;
                }
                if (parts.length == 1 || names(parts[1], core)) {
                    if (parts[0].toLowerCase(Locale.ROOT).startsWith("s")) {
                        found.add(core);
                    }
                    break;
                }
            }
        }
        return found;
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
            final int code = reason == StopReason.EXIT ? machine.exitCode() & 0xff : 1;
            channel.send("W%02x".formatted(code));
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (final IOException e) {
            // It is closed.
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
