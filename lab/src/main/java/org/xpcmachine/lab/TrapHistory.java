// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;

/**
 * Remembers the last traps of a machine (of those that repeat without an instruction in between, the first two), and
 * the registers at an exception that its kernel or firmware did not survive. Stops a machine whose trap handler does
 * nothing but trap.
 */
public final class TrapHistory implements Observer {
    private static final int KEPT = 8;

    /** Traps in a row, none of which let an instruction retire, that are taken for a loop without end. */
    private static final int LOOP = 1000;

    private final VirtBoard board;
    private final ArrayDeque<Event.Trap> traps = new ArrayDeque<>();
    private final long[] retired;
    private final int[] repeated;
    private final FaultWatch[] faults;
    private boolean looping;

    /** Registers of a hart at a moment. */
    public record Registers(int hart, long pc, int privilege, long satp, long[] x) {
        /** Takes them from a hart as it is now. */
        public static Registers of(final Hart hart) {
            return new Registers(hart.id, hart.pc, hart.privilege, hart.satp, hart.x.clone());
        }
    }

    TrapHistory(final VirtBoard board) {
        this.board = board;
        final int harts = board.machine().cores().size();
        retired = new long[harts];
        Arrays.fill(retired, -1);
        repeated = new int[harts];
        faults = Stream.generate(FaultWatch::new).limit(harts).toArray(FaultWatch[]::new);
    }

    @Override
    public void on(final Event event) {
        switch (event) {
            case Event.Trap trap -> trapped(trap);
            case Event.TrapReturn back -> faults[back.hart()].returned();
            default -> {
                // no trap
            }
        }
    }

    private void trapped(final Event.Trap trap) {
        final Hart hart = board.machine().cores().get(trap.hart()).hart;
        faults[hart.id].trapped(trap, hart);
        watchRepetition(hart);
        if (repeated[hart.id] > 1) {
            return;
        }
        if (traps.size() == KEPT) {
            traps.removeFirst();
        }
        traps.addLast(trap);
    }

    /** Counts traps between which no instruction retired; if that goes on, the machine is stopped. */
    private void watchRepetition(final Hart hart) {
        repeated[hart.id] = hart.retired == retired[hart.id] ? repeated[hart.id] + 1 : 0;
        retired[hart.id] = hart.retired;
        if (repeated[hart.id] == LOOP) {
            looping = true;
            board.machine().stop();
            board.machine().cores().get(hart.id).stop();
        }
    }

    /** Returns the last traps, oldest first. */
    public List<Event.Trap> traps() {
        return new ArrayList<>(traps);
    }

    /**
     * Returns the registers at an exception in S or M that the guest has not come back from; null if there was none.
     */
    public Registers fault() {
        return Arrays.stream(faults)
                .map(FaultWatch::fault)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Whether a hart was caught in a loop of traps. */
    public boolean looping() {
        return looping;
    }
}
