// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.timing.CycleCause;
import org.xpcmachine.timing.CycleObserver;
import org.xpcmachine.timing.RocketTiming;

/**
 * Where a timed run's cycles went: by cause, by address space, by function. What an instruction that switches the address space
 * takes is counted for the one it leaves. Causes add up to the cycles that passed. To be asked while the board is open.
 */
public final class CycleProfile implements CycleObserver {
    private static final CycleCause[] CAUSES = CycleCause.values();
    private static final String FIRMWARE = "firmware";

    /** Stands for M-mode, which has no address space. */
    private static final long MACHINE_MODE = 0;

    /** One address space: its causes, and what each of its instructions took. */
    private static final class Space {
        private final String name;
        private final long satp;
        private final long[] causes = new long[CAUSES.length];
        private final AddressCounts addresses = new AddressCounts();

        Space(final String name, final long satp) {
            this.name = name;
            this.satp = satp;
        }
    }

    /** A hart as it was behind the last instruction. */
    private static final class Before {
        private Space space;
        private long satp;
        private final long[] causes = new long[CAUSES.length];
    }

    private final VirtBoard board;
    private final RocketTiming timing;
    private final AddressSpaceNames names;
    private final GuestSymbols symbols;
    private final Map<Long, Space> spaces = new LinkedHashMap<>();
    private final List<Before> harts = new ArrayList<>();

    private CycleProfile(final VirtBoard board, final RocketTiming timing, final GuestImages images) {
        this.board = board;
        this.timing = timing;
        names = new AddressSpaceNames(board);
        symbols = new GuestSymbols(board, names, images);
        board.machine().cores().forEach(core -> harts.add(new Before()));
    }

    /** Looks at a board that was just built with {@code timing}. */
    public static CycleProfile attach(final VirtBoard board, final RocketTiming timing, final GuestImages images) {
        final CycleProfile profile = new CycleProfile(board, timing, images);
        timing.observe(profile);
        return profile;
    }

    @Override
    public void spent(final int number, final long pc, final long from, final long to) {
        final Hart hart = board.machine().cores().get(number).hart;
        final Before before = harts.get(number);
        final long satp = hart.privilege == Privilege.M ? MACHINE_MODE : hart.satp;
        if (before.space == null) {
            before.space = space(satp);
            before.satp = satp;
        }
        if (to > from) {
            before.space.addresses.add(pc, to - from);
        }
        if (satp != before.satp) {
            settle(number);
            before.space = space(satp);
            before.satp = satp;
        }
    }

    /** Charges what the hart has spent since the last time to the space it was in. */
    private void settle(final int number) {
        final Before before = harts.get(number);
        for (int i = 0; before.space != null && i < CAUSES.length; i++) {
            final long now = timing.account(number).of(CAUSES[i]);
            before.space.causes[i] += now - before.causes[i];
            before.causes[i] = now;
        }
    }

    private Space space(final long satp) {
        return spaces.computeIfAbsent(satp, key -> new Space(satp == MACHINE_MODE ? FIRMWARE : names.name(satp), satp));
    }

    /** Returns cycles by cause, over all harts. */
    public static Map<CycleCause, Long> causes(final RocketTiming timing, final int harts) {
        final Map<CycleCause, Long> causes = new LinkedHashMap<>();
        for (final CycleCause cause : CAUSES) {
            long sum = 0;
            for (int hart = 0; hart < harts; hart++) {
                sum += timing.account(hart).of(cause);
            }
            if (sum != 0) {
                causes.put(cause, sum);
            }
        }
        return causes;
    }

    /** Returns cycles by address space and cause, the largest space first; spaces of one name are one. */
    public Map<String, Map<CycleCause, Long>> spaces() {
        for (int hart = 0; hart < harts.size(); hart++) {
            settle(hart);
        }
        final Map<String, Map<CycleCause, Long>> all = new HashMap<>();
        for (final Space space : spaces.values()) {
            final Map<CycleCause, Long> causes = all.computeIfAbsent(space.name, name -> new LinkedHashMap<>());
            for (final CycleCause cause : CAUSES) {
                if (space.causes[cause.ordinal()] != 0) {
                    causes.merge(cause, space.causes[cause.ordinal()], Long::sum);
                }
            }
        }
        final Map<String, Map<CycleCause, Long>> sorted = new LinkedHashMap<>();
        all.entrySet().stream()
                .sorted(Comparator.comparingLong(entry -> -sum(entry.getValue())))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Returns the functions with the most cycles, as {@code space: function}, the largest first. */
    public List<Map.Entry<String, Long>> functions(final int most) {
        final Map<String, Long> functions = new HashMap<>();
        for (final Space space : spaces.values()) {
            space.addresses.forEach((address, cycles) -> functions.merge(function(space, address), cycles, Long::sum));
        }
        return functions.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .toList();
    }

    private String function(final Space space, final long address) {
        final String place = symbols.describe(space.satp, address);
        final int offset = place.indexOf('+');
        return space.name + ": " + (offset < 0 ? place : place.substring(0, offset));
    }

    /** Returns the sum over all causes. */
    public static long sum(final Map<CycleCause, Long> causes) {
        return causes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Returns a cause's name for people. */
    public static String name(final CycleCause cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
