// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Interrupts;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.translator.TranslatorConfig;

/**
 * Runs the guest's {@code campaign}: round trips A, B, C, one after another in one boot. Stops in each after a chosen
 * number of instructions and ends a process there: the kernel finds the victim's number in {@code process_to_end} at the
 * software interrupt that is made pending. Or has the process that runs there fault or exit. With several harts the interrupt
 * goes to the hart whose turn it is, which need not be the one that makes the round trip.
 */
final class KillCampaign implements AutoCloseable {
    /** Victim of {@link #injure}: whoever runs, by a fault. */
    static final int FAULT = 3;

    /** Victim of {@link #injure}: whoever runs, as if it had called {@code exit}. */
    static final int EXIT = 4;

    /** In {@code guest/include/abi.h}, {@code guest/tests/campaign.c} and {@code guest/libc/user.ld}. */
    private static final int SYS_EXIT = 1;

    private static final int EXITED = 7;
    private static final long TEXT = 0x1010000L;
    private static final int ECALL = 0x73;

    private static final List<String> ROLES = List.of("round-a", "round-b", "round-c");
    private static final String CAMPAIGN = "campaign";
    private static final int A0 = 10;

    /** {@code ROUND_GO} and {@code DESK_DONE} in {@code guest/tests/round.h}, and the desk's answer "your turn". */
    private static final long ROUND_GO = 2;

    private static final long DESK_DONE = 4;
    private static final long TURN = 1;

    private static final int ROWS = 64;
    private static final int ROW_SIZE = 32;
    private static final int NAME_SIZE = 24;

    /** With several harts: steps between looks whether a round trip has begun. */
    private static final long STRIDE = 16;

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final VirtBoard board;
    private final int harts;
    private final Hart hart;
    private final AddressSpaceNames names;
    private final GuestMemory memory;
    private boolean underWay;
    private boolean begun;
    private long from;
    private long started;
    private int startedOn;
    private int elsewhere;
    private long longest;
    private int rounds;

    /** Boots; {@code options} are further words of the kernel's command line. */
    KillCampaign(final int harts, final int rounds, final boolean called, final String options) {
        this.harts = harts;
        final HostConsole console = new HostConsole() {
            @Override
            public void write(final int b) {
                output.write(b);
            }

            @Override
            public int poll() {
                return CLOSED;
            }
        };
        final String arguments = "init=campaign:" + rounds + (called ? "called " : " ") + options;
        final BoardConfig config = RunConfig.withXpc(BoardConfig.DEFAULT.withHarts(harts))
                .withExecutor(new TranslatorConfig(false, false, 120, 4000));
        board = new VirtBoard(config, GuestImages.ofProcess().boot(arguments), console);
        hart = board.machine().cores().getFirst().hart;
        names = new AddressSpaceNames(board);
        memory = new GuestMemory(board.ram());
        board.observe(this::on);
    }

    String console() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Steps of the longest round trip so far. */
    long longest() {
        return longest;
    }

    /** How many of the injections were on another hart than where the round trip began. */
    int elsewhere() {
        return elsewhere;
    }

    /** Runs up to the first instruction of the next round trip; with several harts, up to {@link #STRIDE} further. */
    void runToRound() {
        if (harts == 1) {
            assertThat(board.machine().run(RunConfig.NO_LIMIT)).as(console()).isEqualTo(StopReason.REQUESTED);
        } else {
            begun = false;
            while (!begun) {
                assertThat(board.machine().run(STRIDE)).as(console()).isEqualTo(StopReason.STEP_LIMIT);
            }
        }
        from = harts == 1 ? board.machine().steps() : started;
        rounds++;
    }

    /** Runs on to the end of the machine; its exit code. */
    int runToEnd() {
        final int last = rounds;
        StopReason reason = board.machine().run(RunConfig.NO_LIMIT);
        while (reason == StopReason.REQUESTED) {
            rounds++;
            reason = board.machine().run(RunConfig.NO_LIMIT);
        }
        assertThat(reason).as(console()).isEqualTo(StopReason.EXIT);
        assertThat(rounds).as("rounds").isEqualTo(last);
        return board.machine().exitCode();
    }

    /**
     * Goes on to {@code steps} instructions after the beginning of the round trip, and has a process end before the next
     * one.
     */
    void injure(final int victim, final long steps) {
        final long target = from + steps;
        if (board.machine().steps() < target) {
            assertThat(board.machine().run(target - board.machine().steps())).isEqualTo(StopReason.STEP_LIMIT);
        }
        assertThat(harts > 1 || board.machine().steps() == target)
                .as("stops exactly there")
                .isTrue();
        if (victim == FAULT || victim == EXIT) {
            while (hart.privilege != Privilege.U) {
                board.machine().run(1);
            }
            hart.pc = victim == FAULT ? 0 : ecall();
            hart.x[A0] = EXITED;
            hart.x[A0 + 7] = SYS_EXIT;
        } else {
            end(numberOf(ROLES.get(victim)));
        }
    }

    /** An {@code ecall} of the program that runs. */
    private long ecall() {
        long address = TEXT;
        while (word(address) != ECALL) {
            address += 2;
        }
        return address;
    }

    private int word(final long address) {
        final byte[] bytes = new byte[Integer.BYTES];
        board.ram().copyOut(memory.translate(hart.satp, address).orElseThrow(), bytes, 0, bytes.length);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private void end(final long process) {
        final long address = symbol("process_to_end");
        board.ram().writeLong(address, process);
        board.codeCache().written(address, Long.BYTES);
        final Hart killer = runs();
        elsewhere += killer.id == startedOn ? 0 : 1;
        killer.softwarePending |= Interrupts.SSIP;
    }

    /** The hart whose turn it is. */
    private Hart runs() {
        return board.machine().cores().stream()
                .map(core -> core.hart)
                .filter(one -> one.steps == board.machine().steps())
                .findFirst()
                .orElseThrow();
    }

    /** From 1: the place in the process directory. */
    private long numberOf(final String name) {
        final long directory = symbol("process_directory");
        for (int row = 0; row < ROWS; row++) {
            final long at = directory + (long) row * ROW_SIZE;
            if (board.ram().readLong(at) != 0
                    && memory.readString(0, at + Long.BYTES, NAME_SIZE).equals(name)) {
                return row + 1L;
            }
        }
        throw new AssertionError("no process " + name + "\n" + console());
    }

    private long symbol(final String name) {
        return memory.translate(hart.satp, board.symbols().address(name).orElseThrow())
                .orElseThrow();
    }

    private void on(final Event event) {
        switch (event) {
            case Event.CrossCall call -> {
                if (isBetween(call.from(), CAMPAIGN, call.to(), ROLES.getFirst()) && x(event, A0) == ROUND_GO) {
                    begin(event);
                } else if (isBetween(call.from(), ROLES.getFirst(), call.to(), CAMPAIGN) && x(event, A0) == DESK_DONE) {
                    end(event);
                }
            }
            case Event.CrossReturn back -> {
                if (isBetween(back.from(), CAMPAIGN, back.to(), ROLES.getFirst()) && x(event, A0 + 1) == TURN) {
                    begin(event);
                } else if (isBetween(back.from(), ROLES.getFirst(), back.to(), CAMPAIGN)) {
                    end(event);
                }
            }
            default -> {
                // part of the round trip, or of what is around it
            }
        }
    }

    private boolean isBetween(final long from, final String nameFrom, final long to, final String nameTo) {
        return names.name(from).equals(nameFrom) && names.name(to).equals(nameTo);
    }

    private long x(final Event event, final int register) {
        return board.machine().cores().get(event.hart()).hart.x[register];
    }

    private void begin(final Event event) {
        underWay = true;
        begun = true;
        started = event.time();
        startedOn = event.hart();
        if (harts == 1) {
            board.machine().stop();
            board.machine().cores().getFirst().stop();
        }
    }

    private void end(final Event event) {
        if (underWay) {
            longest = Math.max(longest, event.time() - started);
        }
        underWay = false;
    }

    @Override
    public void close() {
        board.close();
    }
}
