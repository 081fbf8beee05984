// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.snapshot.Snapshot;

/**
 * A machine in a Java program. It rests until {@link #run} is called, and rests again when that returns; in between, one may look at
 * everything and change it. The same input gives the same run, bit for bit.
 *
 * <p>Whatever thread calls it, only one may at a time, but for {@link #stop}, {@link #type}, {@link #endInput} and {@link #console},
 * which any thread may call at any time. While it runs, its observers may look at harts and memory, from the thread that runs it.
 */
public final class XpcMachine implements AutoCloseable {
    private final VirtBoard board;
    private final Transcript console;
    private final long cycleLimit;
    private final Duration timeout;
    private final List<GuestHart> harts;
    private final AddressSpace memory;
    private final List<Observer> observers = new ArrayList<>();

    /** The thread that runs the machine; null while it rests. */
    private final AtomicReference<Thread> runner = new AtomicReference<>();

    /** How the guest has ended; null while it can go on. */
    private Stop end;

    XpcMachine(final BoardConfig config, final BootImages images, final long cycleLimit, final Duration timeout) {
        this.cycleLimit = cycleLimit;
        this.timeout = timeout;
        console = new Transcript();
        board = new VirtBoard(config, images, console);
        memory = new AddressSpace(board, OptionalLong::of, this::requireAccess);
        harts = board.machine().cores().stream()
                .map(core -> new GuestHart(board, core, this::requireAccess))
                .toList();
    }

    /** Says what a machine is to be like. */
    public static MachineBuilder builder() {
        return new MachineBuilder();
    }

    /** Returns a machine of the usual kind that runs one image, which starts in M-mode; see {@link MachineBuilder} for more. */
    public static XpcMachine of(final Path image) {
        return builder().kernel(image).build();
    }

    /**
     * Runs until the first of several things comes about, or the guest ends, or a limit is reached, or all harts wait and nothing has
     * been typed. Without anything to wait for, until one of the others.
     *
     * @throws IllegalArgumentException if there is no such symbol
     * @throws IllegalStateException if the guest has ended, the machine runs, or it was closed
     */
    public Stop run(final Until... conditions) {
        if (end != null) {
            throw new IllegalStateException(
                    "cannot run on, because " + end.cause().text() + "; restore a snapshot, or build another machine");
        }
        if (!runner.compareAndSet(null, Thread.currentThread())) {
            throw new IllegalStateException("the machine runs already; stop it, and wait until run returns");
        }
        try (Watch watch = new Watch(this, List.of(conditions))) {
            final Stop stop = watch.run(cycleLimit, timeout);
            if (stop.cause() == Stop.Cause.EXIT || stop.cause() == Stop.Cause.RESTART) {
                end = stop;
            }
            return stop;
        } finally {
            runner.set(null);
        }
    }

    /**
     * Runs as {@link #run} does.
     *
     * @throws UnexpectedStop if the run ended for another reason than one of {@code conditions}
     */
    public Stop runTo(final Until... conditions) {
        final Stop stop = run(conditions);
        if (stop.cause() != Stop.Cause.MET) {
            throw unexpected(Stream.of(conditions).map(Until::toString).collect(Collectors.joining(" or ")), stop);
        }
        return stop;
    }

    /**
     * Runs until the guest exits.
     *
     * @return its exit code, 0 for success
     * @throws UnexpectedStop if the run ended otherwise
     */
    public int runToExit() {
        final Stop stop = run();
        if (stop.cause() != Stop.Cause.EXIT) {
            throw unexpected("the guest's exit", stop);
        }
        return stop.exitCode();
    }

    private UnexpectedStop unexpected(final String wanted, final Stop stop) {
        return new UnexpectedStop(wanted, stop, report());
    }

    /** Makes the run return soon, or the next if there is none. From any thread. */
    public void stop() {
        board.machine().stop();
    }

    /**
     * Types a text, which the guest reads when it runs. From any thread.
     *
     * @throws IllegalStateException after {@link #endInput}
     */
    public void type(final String text) {
        console.type(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Says that nothing more will be typed. From any thread. */
    public void endInput() {
        console.end();
    }

    /** Returns all that the guest has printed, since power-on or the last {@link #restore}. From any thread. */
    public String console() {
        return console.text();
    }

    /** Returns how many harts there are. */
    public int harts() {
        return harts.size();
    }

    /** Returns a hart by number, from 0. */
    public GuestHart hart(final int number) {
        return harts.get(number);
    }

    /** Returns RAM by physical address. */
    public AddressSpace memory() {
        return memory;
    }

    /**
     * Returns the address of a symbol of an image that was loaded.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public long address(final String symbol) {
        return board.symbols()
                .address(symbol)
                .orElseThrow(() -> new IllegalArgumentException("no image has a symbol \"" + symbol + "\""));
    }

    /** Returns the symbol that an address belongs to, as {@code main+0x12}; the address itself for none. */
    public String symbol(final long address) {
        return board.symbols().describe(address);
    }

    /** Gives every event from now on to {@code observer}, on the thread that runs the machine. */
    public void observe(final Observer observer) {
        requireAccess();
        observers.add(observer);
        observe();
    }

    /** Returns the cycles that have passed since power-on; see {@link Until#cycles}. */
    public long cycles() {
        requireAccess();
        return board.machine().steps();
    }

    /** Returns the instructions that all harts have retired since power-on. */
    public long instructions() {
        requireAccess();
        return board.machine().cores().stream()
                .mapToLong(core -> core.hart.retired)
                .sum();
    }

    /**
     * Returns the whole state of the machine, to which {@link #restore} puts it back, or another that was built likewise.
     *
     * @throws IllegalStateException if it runs, or was closed
     * @throws org.xpcmachine.machine.snapshot.SnapshotException if it has what cannot be saved, such as timing
     */
    public Snapshot save() {
        return board.save();
    }

    /**
     * Puts the machine into a state that was saved; it goes on as that one did, bit for bit. The console is empty then.
     *
     * @throws IllegalStateException if it runs, or was closed
     * @throws org.xpcmachine.machine.snapshot.SnapshotException if the snapshot is of another kind of machine; this one stays as it was
     */
    public void restore(final Snapshot snapshot) {
        board.restore(snapshot);
        console.clear();
        end = null;
    }

    /** Returns lines that say what the machine looks like: its harts, their registers, the last of the console. */
    public List<String> report() {
        requireAccess();
        return Report.of(this);
    }

    /** Returns the board, for whatever is not found here. */
    public VirtBoard board() {
        return board;
    }

    Transcript transcript() {
        return console;
    }

    List<Observer> observers() {
        return observers;
    }

    /** Sends events to the observers alone. */
    void observe() {
        board.observe(observers.isEmpty() ? null : event -> observers.forEach(observer -> observer.on(event)));
    }

    private void requireAccess() {
        final Thread running = runner.get();
        if (running != null && running != Thread.currentThread()) {
            throw new IllegalStateException("the machine is running; stop it, and wait until run returns");
        }
    }

    /**
     * Gives the guest's memory back to the host.
     *
     * @throws IllegalStateException if it runs
     */
    @Override
    public void close() {
        board.close();
    }
}
