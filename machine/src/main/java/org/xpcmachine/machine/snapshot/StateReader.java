// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.snapshot;

/** Restores. */
public final class StateReader extends StateExchange {
    private final long[] words;
    private int next;

    /** Gives what {@link StateWriter#words} returned, for a machine of the same parts. */
    public StateReader(final long[] words) {
        this.words = words;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public void part(final String name) {
        // Whoever restores has compared the parts before.
    }

    @Override
    public long pass(final long value) {
        if (next == words.length) {
            throw new SnapshotException("the snapshot ends where this machine has more state");
        }
        return words[next++];
    }

    /**
     * Must be called after the last unit.
     *
     * @throws SnapshotException if there is more
     */
    public void end() {
        if (next != words.length) {
            throw new SnapshotException("the snapshot has more state than this machine");
        }
    }
}
