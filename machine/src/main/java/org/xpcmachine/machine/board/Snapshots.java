// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.List;
import org.xpcmachine.machine.memory.Region;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.machine.snapshot.SnapshotException;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.StateReader;
import org.xpcmachine.machine.snapshot.StateWriter;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * Takes and restores snapshots of a board.
 *
 * @param identity what the board is built of: a snapshot fits a board of the same
 * @param others units with state that are neither hart nor device on the bus
 */
record Snapshots(String identity, Backplane backplane, Machine machine, List<Stateful> others) {
    Snapshot save() {
        final Snapshot[] taken = new Snapshot[1];
        machine.atRest("save", () -> {
            try {
                final StateWriter state = written();
                taken[0] = new Snapshot(state.parts(), state.words(), backplane.ram.save());
            } catch (final OutOfMemoryError e) {
                throw new SnapshotException("Java's memory (-Xmx) does not hold a snapshot of this machine", e);
            }
            announceWrites();
        });
        return taken[0];
    }

    /** Whatever is refused leaves the machine as it was. */
    void restore(final Snapshot snapshot) {
        machine.atRest("restore", () -> {
            final StateWriter before = written();
            requireSame(before.parts(), snapshot.parts());
            try {
                read(snapshot.words());
                backplane.ram.restore(snapshot.pages(), backplane.codeCache::restored);
            } catch (final RuntimeException e) {
                read(before.words());
                throw e instanceof SnapshotException
                        ? e
                        : new SnapshotException("the snapshot holds what no machine can be in", e);
            }
            announceWrites();
        });
    }

    private static void requireSame(final List<String> here, final List<String> saved) {
        for (int i = 0; i < Math.max(here.size(), saved.size()); i++) {
            final String mine = i < here.size() ? here.get(i) : "nothing";
            final String its = i < saved.size() ? saved.get(i) : "nothing";
            if (!mine.equals(its)) {
                throw new SnapshotException(
                        "the snapshot is of another machine: it has (" + its + ") where this one has (" + mine + ")");
            }
        }
    }

    private StateWriter written() {
        final StateWriter state = new StateWriter();
        exchange(state);
        return state;
    }

    private void read(final long[] words) {
        final StateReader state = new StateReader(words);
        exchange(state);
        state.end();
    }

    private void exchange(final StateExchange state) {
        state.part(identity);
        machine.exchange(state);
        backplane.codeCache.exchange(state);
        backplane.cores.forEach(core -> core.exchange(state));
        for (final Region region : backplane.bus.regions()) {
            if (region.target() instanceof Region.Registers registers) {
                state.part(region.name());
                registers.device().exchange(state);
            }
        }
        others.forEach(unit -> unit.exchange(state));
    }

    private void announceWrites() {
        backplane.cores.forEach(core -> core.hart.mmu.announceWrites());
    }
}
