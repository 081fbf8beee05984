// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.trap.Cause;

/**
 * Remembers the last traps of a machine (of traps that repeat without an instruction in between, the first two), and the registers at the last exception that a kernel or firmware did not ask for. Stops
 * a machine whose trap handler does nothing but trap.
 */
public final class TrapHistory implements Observer {
    private static final int KEPT = 8;

    /** Traps in a row, none of which let an instruction retire, that are taken for a loop without end. */
    private static final int LOOP = 1000;

    private final VirtBoard board;
    private final ArrayDeque<Event.Trap> traps = new ArrayDeque<>();
    private final long[] retired;
    private final int[] repeated;
    private Registers fault;
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
    }

    @Override
    public void on(final Event event) {
        if (!(event instanceof final Event.Trap trap)) {
            return;
        }
        final Hart hart = board.machine().cores().get(trap.hart()).hart;
        watchRepetition(hart);
        if (repeated[hart.id] > 1) {
            return;
        }
        if (traps.size() == KEPT) {
            traps.removeFirst();
        }
        traps.addLast(trap);
        if (repeated[hart.id] == 0 && trap.from() != Privilege.U && trap.cause() >= 0 && !isCall(trap.cause())) {
            fault = new Registers(trap.hart(), trap.pc(), trap.from(), trap.satp(), hart.x.clone());
        }
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

    private static boolean isCall(final long cause) {
        return cause >= Cause.ECALL_FROM_U && cause <= Cause.ECALL_FROM_U + 3;
    }

    /** Returns the last traps, oldest first. */
    public List<Event.Trap> traps() {
        return new ArrayList<>(traps);
    }

    /** Returns the registers before the last exception in S or M that was no environment call; null if there was none. */
    public Registers fault() {
        return fault;
    }

    /** Whether a hart was caught in a loop of traps. */
    public boolean looping() {
        return looping;
    }
}
