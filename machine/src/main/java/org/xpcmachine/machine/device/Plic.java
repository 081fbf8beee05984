// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import java.util.Arrays;
import org.xpcmachine.machine.memory.BusFault;
import org.xpcmachine.machine.memory.Device;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * The platform-level interrupt controller (RISC-V PLIC specification 1.0.0): level-triggered sources, and contexts
 * that they interrupt. Context {@code 2 * hart} is the hart's M-mode, {@code 2 * hart + 1} its S-mode. All registers
 * have 32 bits and are accessed as such.
 *
 * <pre>
 * 0x000000 + 4 * source                  priority, 0 (never) to 7
 * 0x001000 + 4 * (source / 32)           pending, read-only
 * 0x002000 + 0x80 * context + 4 * (source / 32)   enable
 * 0x200000 + 0x1000 * context            threshold, 0 to 7; + 4: claim (read), complete (write)
 * </pre>
 *
 * <p>A source's gateway passes one request at a time: the line being high makes the source pending, a claim takes
 * that back, and only at completion is the line looked at again. Source 0 does not exist.
 */
public final class Plic implements Device {
    /** Size of the register range in bytes. */
    public static final long SIZE = 0x600000;

    private static final long PENDING = 0x1000;
    private static final long ENABLE = 0x2000;
    private static final int ENABLE_STRIDE = 0x80;
    private static final long CONTEXT = 0x200000;
    private static final int CONTEXT_STRIDE = 0x1000;
    private static final int HIGHEST_PRIORITY = 7;

    private final int sources;
    private final InterruptLine[] targets;

    private final int[] priority;
    private final boolean[] level;

    /** Claimed and not completed. */
    private final boolean[] inService;

    /** Pending bits by source / 32. */
    private final int[] pending;

    private final int[] threshold;

    /** Enable bits by context and source / 32. */
    private final int[][] enable;

    /**
     * Makes a controller.
     *
     * @param sources number of sources with source 0, at most 1024
     * @param targets MEIP and SEIP of hart 0, of hart 1, and so on
     */
    public Plic(final int sources, final InterruptLine[] targets) {
        if (sources < 1 || sources > 1024 || targets.length > (SIZE - CONTEXT) / CONTEXT_STRIDE) {
            throw new IllegalArgumentException("PLIC of " + sources + " sources, " + targets.length + " contexts");
        }
        this.sources = sources;
        this.targets = targets.clone();
        priority = new int[sources];
        level = new boolean[sources];
        inService = new boolean[sources];
        pending = new int[(sources + 31) / 32];
        threshold = new int[targets.length];
        enable = new int[targets.length][(sources + 31) / 32];
    }

    /** Clears all registers; levels of the input lines stay, and the devices that drive them are reset apart. */
    public void reset() {
        Arrays.fill(priority, 0);
        Arrays.fill(inService, false);
        Arrays.fill(threshold, 0);
        for (final int[] words : enable) {
            Arrays.fill(words, 0);
        }
        for (int source = 1; source < sources; source++) {
            setPending(source, level[source]);
        }
        update();
    }

    /** Returns the input line of a source, 1 to {@code sources - 1}. */
    public InterruptLine source(final int source) {
        if (source < 1 || source >= sources) {
            throw new IllegalArgumentException("PLIC source " + source + " is not between 1 and " + (sources - 1));
        }
        return high -> setLevel(source, high);
    }

    private void setLevel(final int source, final boolean high) {
        if (level[source] == high) {
            return;
        }
        level[source] = high;
        if (high && !inService[source]) {
            setPending(source, true);
            update();
        }
    }

    @Override
    public long read(final long offset, final int size) {
        requireWord(size);
        final int at = (int) offset;
        if (at < PENDING) {
            return at / 4 < sources ? priority[at / 4] : 0;
        }
        if (at < ENABLE) {
            final int word = (int) (at - PENDING) / 4;
            return word < pending.length ? pending[word] : 0;
        }
        if (at < CONTEXT) {
            final int context = (int) (at - ENABLE) / ENABLE_STRIDE;
            final int word = at % ENABLE_STRIDE / 4;
            return hasEnable(context, word) ? enable[context][word] : 0;
        }
        final int context = (int) (at - CONTEXT) / CONTEXT_STRIDE;
        if (context >= targets.length) {
            return 0;
        }
        return switch (at % CONTEXT_STRIDE) {
            case 0 -> threshold[context];
            case 4 -> claim(context);
            default -> 0;
        };
    }

    @Override
    public void write(final long offset, final int size, final long value) {
        requireWord(size);
        final int at = (int) offset;
        final int word = (int) value;
        if (at < PENDING) {
            if (at / 4 > 0 && at / 4 < sources) {
                priority[at / 4] = word & HIGHEST_PRIORITY;
            }
        } else if (at >= ENABLE && at < CONTEXT) {
            writeEnable((int) (at - ENABLE) / ENABLE_STRIDE, at % ENABLE_STRIDE / 4, word);
        } else if (at >= CONTEXT) {
            writeContext((int) (at - CONTEXT) / CONTEXT_STRIDE, at % CONTEXT_STRIDE, word);
        }
        update();
    }

    private void writeEnable(final int context, final int word, final int value) {
        if (hasEnable(context, word)) {
            final int last = sources - 32 * word;
            final int existing = (last < 32 ? (1 << last) - 1 : -1) & (word == 0 ? ~1 : -1);
            enable[context][word] = value & existing;
        }
    }

    private void writeContext(final int context, final int register, final int value) {
        if (context >= targets.length) {
            return;
        }
        if (register == 0) {
            threshold[context] = value & HIGHEST_PRIORITY;
        } else if (register == 4) {
            complete(context, value);
        }
    }

    /** Takes the enabled pending source of highest priority, whatever the threshold; 0 if there is none. */
    private int claim(final int context) {
        final int source = best(context, 0);
        if (source != 0) {
            setPending(source, false);
            inService[source] = true;
            update();
        }
        return source;
    }

    /** Ignored for a source that the context does not enable, as the specification says. */
    private void complete(final int context, final int source) {
        if (source > 0 && source < sources && isEnabled(context, source) && inService[source]) {
            inService[source] = false;
            setPending(source, level[source]);
        }
    }

    private void update() {
        for (int context = 0; context < targets.length; context++) {
            targets[context].set(best(context, threshold[context]) != 0);
        }
    }

    /** Returns the enabled pending source of highest priority above {@code floor}, the first among equals; else 0. */
    private int best(final int context, final int floor) {
        int best = 0;
        int highest = floor;
        for (int word = 0; word < pending.length; word++) {
            for (int left = pending[word] & enable[context][word]; left != 0; left &= left - 1) {
                final int source = 32 * word + Integer.numberOfTrailingZeros(left);
                if (priority[source] > highest) {
                    best = source;
                    highest = priority[source];
                }
            }
        }
        return best;
    }

    private void setPending(final int source, final boolean value) {
        final int bit = 1 << source;
        pending[source >>> 5] = value ? pending[source >>> 5] | bit : pending[source >>> 5] & ~bit;
    }

    private boolean isEnabled(final int context, final int source) {
        return (enable[context][source >>> 5] >>> source & 1) != 0;
    }

    private boolean hasEnable(final int context, final int word) {
        return context < targets.length && word < enable[context].length;
    }

    private static void requireWord(final int size) {
        if (size != 4) {
            throw BusFault.INSTANCE;
        }
    }

    @Override
    public void exchange(final StateExchange state) {
        state.pass(priority);
        state.pass(level);
        state.pass(inService);
        state.pass(pending);
        state.pass(threshold);
        for (final int[] words : enable) {
            state.pass(words);
        }
    }
}
