// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.Machine;

/**
 * A console that remembers what was typed and when, so that a machine that was put back sees it again, and prints nothing twice.
 * Without a machine it is the console behind it.
 */
public final class Tape implements HostConsole {
    private final HostConsole console;
    private final List<Typed> typed = new ArrayList<>();
    private Machine machine;

    /** How much of {@link #typed} the machine has read. */
    private int read;

    /** Up to here the machine has been before. */
    private Machine.Position furthest;

    /** The machine is looked for a place in its past: it reads nothing new. */
    private boolean searching;

    private record Typed(Machine.Position at, int b) {}

    public Tape(final HostConsole console) {
        this.console = console;
    }

    /** Begins anew, with a machine at rest. */
    void begin(final Machine recorded) {
        machine = recorded;
        furthest = recorded.position();
        typed.clear();
        read = 0;
    }

    /** Notes how far the machine has come. */
    void reached() {
        if (machine.position().compareTo(furthest) > 0) {
            furthest = machine.position();
        }
    }

    int position() {
        return read;
    }

    void rewind(final int position) {
        read = position;
    }

    void setSearching(final boolean on) {
        searching = on;
    }

    private boolean isPast() {
        return machine != null && machine.position().compareTo(furthest) < 0;
    }

    @Override
    public void write(final int b) {
        if (!searching && !isPast()) {
            console.write(b);
        }
    }

    @Override
    public int poll() {
        if (machine == null) {
            return console.poll();
        }
        if (read < typed.size()) {
            final Typed next = typed.get(read);
            if (next.at.compareTo(machine.position()) <= 0) {
                read++;
                return next.b;
            }
            return NOTHING;
        }
        if (searching || isPast()) {
            return searching ? PAUSED : NOTHING;
        }
        final int b = console.poll();
        if (b != NOTHING) {
            typed.add(new Typed(machine.position(), b));
            read++;
        }
        return b;
    }

    @Override
    public int window() {
        return console.window();
    }

    @Override
    public void flush() {
        console.flush();
    }
}
