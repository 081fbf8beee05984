// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import java.util.Arrays;
import org.xpcmachine.machine.snapshot.StateExchange;
import org.xpcmachine.machine.snapshot.Stateful;

/**
 * Physical memory protection of one hart (privileged specification, 3.7): which physical addresses each privilege mode may
 * read, write and execute. Granularity is 4 bytes.
 *
 * <p>Writes go through the WARL and lock rules; whoever makes one must drop cached translations afterwards.
 */
public final class Pmp implements Stateful {
    /** Kinds of access for {@link #allows}; also the permission bits of an entry's configuration. */
    public static final int READ = 1;

    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    /** Entry configuration: the entry binds M-mode too and cannot be written until reset. */
    public static final int LOCKED = 1 << 7;

    /** Address matching modes of an entry's configuration, in bits 4:3. */
    public static final int OFF = 0 << 3;

    public static final int TOR = 1 << 3;
    public static final int NA4 = 2 << 3;
    public static final int NAPOT = 3 << 3;

    private static final int MODE = 3 << 3;
    private static final int WRITABLE = LOCKED | MODE | READ | WRITE | EXECUTE;
    private static final long ADDRESS = (1L << 54) - 1;
    private static final long PAGE = 4096;
    private static final int MACHINE_MODE = 3;

    private final int[] config;
    private final long[] address;

    /** Bytes [low, high) that each entry covers, derived; empty when the entry is off. */
    private final long[] low;

    private final long[] high;

    /** Entries up to and including the last one that is on. */
    private int used;

    /** Makes a unit of {@code entries} entries, all off; with none, everything is allowed. */
    public Pmp(final int entries) {
        config = new int[entries];
        address = new long[entries];
        low = new long[entries];
        high = new long[entries];
    }

    /** Returns the number of implemented entries. */
    public int entries() {
        return config.length;
    }

    /** Turns all entries off and unlocks them. */
    public void reset() {
        Arrays.fill(config, 0);
        Arrays.fill(address, 0);
        derive();
    }

    /** Returns the configuration byte of an entry; 0 for one that is not implemented. */
    public int config(final int entry) {
        return entry < config.length ? config[entry] : 0;
    }

    /** Returns bits 55:2 of an entry's address register; 0 for one that is not implemented. */
    public long address(final int entry) {
        return entry < address.length ? address[entry] : 0;
    }

    /** Writes a configuration byte; a locked entry keeps its own. Writable without readable is reserved: W is dropped. */
    public void setConfig(final int entry, final int value) {
        if (entry >= config.length || isLocked(entry)) {
            return;
        }
        config[entry] = value & WRITABLE & ((value & READ) != 0 ? -1 : ~WRITE);
        derive();
    }

    /** Writes an address register, unless the entry is locked or is the lower bound of a locked TOR entry. */
    public void setAddress(final int entry, final long value) {
        if (entry >= address.length || isLocked(entry) || bounds(entry + 1)) {
            return;
        }
        address[entry] = value & ADDRESS;
        derive();
    }

    /**
     * Whether an access of {@code size} bytes is allowed. The lowest-numbered entry that covers any of its bytes decides and
     * must cover all of them. Without one, M-mode may do everything, and others only if no entry is implemented.
     *
     * @param access {@link #READ}, {@link #WRITE} or {@link #EXECUTE}
     * @param privilege mode for which the access is made, that is after MPRV
     */
    public boolean allows(final long start, final int size, final int access, final int privilege) {
        final long end = start + size;
        for (int i = 0; i < used; i++) {
            if (start < high[i] && end > low[i]) {
                return start >= low[i] && end <= high[i] && permits(config[i], access, privilege);
            }
        }
        return privilege == MACHINE_MODE || config.length == 0;
    }

    /**
     * Whether all accesses inside a 4 KiB page get the same answer, given mode and kind, so that it may be cached for the
     * page. May say no to a page that several entries cover alike.
     */
    public boolean uniform(final long pageBase) {
        final long end = pageBase + PAGE;
        for (int i = 0; i < used; i++) {
            if (pageBase < high[i] && end > low[i]) {
                return pageBase >= low[i] && end <= high[i];
            }
        }
        return true;
    }

    /**
     * Returns the kinds of access that are allowed everywhere in a range, as far as one entry, or none, decides for all of it;
     * 0 if several do.
     */
    int allowed(final long start, final long length, final int privilege) {
        final long end = start + length;
        for (int i = 0; i < used; i++) {
            if (start < high[i] && end > low[i]) {
                final boolean free = privilege == MACHINE_MODE && (config[i] & LOCKED) == 0;
                return start < low[i] || end > high[i]
                        ? 0
                        : free ? READ | WRITE | EXECUTE : config[i] & (READ | WRITE | EXECUTE);
            }
        }
        return privilege == MACHINE_MODE || config.length == 0 ? READ | WRITE | EXECUTE : 0;
    }

    private static boolean permits(final int config, final int access, final int privilege) {
        return (config & access) != 0 || privilege == MACHINE_MODE && (config & LOCKED) == 0;
    }

    private boolean isLocked(final int entry) {
        return (config[entry] & LOCKED) != 0;
    }

    private boolean bounds(final int upper) {
        return upper < config.length && isLocked(upper) && (config[upper] & MODE) == TOR;
    }

    private void derive() {
        used = 0;
        for (int i = 0; i < config.length; i++) {
            low[i] = low(i);
            high[i] = low[i] + size(i);
            if (high[i] > low[i]) {
                used = i + 1;
            } else {
                // An empty range covers no byte, not even of an access about the place where it would be.
                high[i] = 0;
            }
        }
    }

    private long low(final int entry) {
        return switch (config[entry] & MODE) {
            case TOR -> entry == 0 ? 0 : address[entry - 1] << 2;
            case NA4 -> address[entry] << 2;
            case NAPOT -> (address[entry] & address[entry] + 1) << 2;
            default -> 0;
        };
    }

    private long size(final int entry) {
        return switch (config[entry] & MODE) {
            case TOR -> Math.max(0, (address[entry] << 2) - low(entry));
            case NA4 -> 4;
            case NAPOT -> (address[entry] ^ address[entry] + 1) + 1 << 2;
            default -> 0;
        };
    }

    @Override
    public void exchange(final StateExchange state) {
        state.pass(config);
        state.pass(address);
        if (state.restores()) {
            derive();
        }
    }
}
