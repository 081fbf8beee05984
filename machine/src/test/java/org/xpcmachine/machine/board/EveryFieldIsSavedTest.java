// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.memory.Region;

/** A field that is added to a unit and forgotten in its {@code exchange}: found here. */
class EveryFieldIsSavedTest {
    /** What is the host's, or of a run and not of the machine. */
    private static final Set<String> NOT_STATE =
            Set.of("Machine.inputClosed", "Machine.inputPaused", "Machine.stopRequested", "Hart.limit");

    @Test
    void ofMachineHartsAndDevices() throws IllegalAccessException {
        try (VirtBoard saved = board();
                VirtBoard restored = board()) {
            final List<Object> units = units(saved);
            assertThat(units).hasSizeGreaterThan(7);
            for (final Object unit : units) {
                change(unit);
            }
            restored.restore(saved.save());
            final List<String> lost = new ArrayList<>();
            for (int i = 0; i < units.size(); i++) {
                compare(units.get(i), units(restored).get(i), lost);
            }
            assertThat(lost).as("not saved, or not restored").isEmpty();
        }
    }

    private static VirtBoard board() {
        return new VirtBoard(
                BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY).withHarts(2),
                BootImages.of("nothing", new byte[8]),
                HostConsole.SILENT);
    }

    private static List<Object> units(final VirtBoard board) {
        final List<Object> units = new ArrayList<>();
        units.add(board.machine());
        board.machine().cores().forEach(core -> units.add(core.hart));
        for (final Region region :
                board.machine().cores().getFirst().hart.mmu.bus.regions()) {
            if (region.target() instanceof Region.Registers registers) {
                units.add(registers.device() instanceof RescheduledDevice r ? r.device() : registers.device());
            }
        }
        return units;
    }

    private static List<Field> fields(final Object unit) {
        final List<Field> fields = new ArrayList<>();
        for (final Field field : unit.getClass().getDeclaredFields()) {
            final boolean numbers = field.getType().isArray() || field.getType().isPrimitive();
            final boolean fixed =
                    Modifier.isFinal(field.getModifiers()) && !field.getType().isArray();
            if (numbers && !fixed && !Modifier.isStatic(field.getModifiers()) && !NOT_STATE.contains(name(field))) {
                field.setAccessible(true);
                fields.add(field);
            }
        }
        return fields;
    }

    private static String name(final Field field) {
        return field.getDeclaringClass().getSimpleName() + "." + field.getName();
    }

    private static void change(final Object unit) throws IllegalAccessException {
        for (final Field field : fields(unit)) {
            final Object value = field.get(unit);
            if (value.getClass().isArray()) {
                changeArray(value);
            } else {
                field.set(unit, other(value));
            }
        }
        if (unit instanceof Hart hart) {
            hart.privilege = 1;
        }
    }

    private static void changeArray(final Object array) {
        for (int i = 0; i < Array.getLength(array); i++) {
            final Object value = Array.get(array, i);
            if (value.getClass().isArray()) {
                changeArray(value);
            } else if (!(value instanceof Number) && !(value instanceof Boolean)) {
                return;
            } else {
                Array.set(array, i, other(value));
            }
        }
    }

    private static Object other(final Object value) {
        return switch (value) {
            case Boolean b -> !b;
            case Integer i -> i + 1;
            case Long l -> l + 1;
            case Byte b -> (byte) (b + 1);
            default -> throw new AssertionError("a kind of field that this test does not know: " + value.getClass());
        };
    }

    private static void compare(final Object saved, final Object restored, final List<String> lost)
            throws IllegalAccessException {
        for (final Field field : fields(saved)) {
            final Object[] both = {field.get(saved), field.get(restored)};
            final boolean objects = both[0] instanceof Object[] array
                    && !array.getClass().getComponentType().isArray();
            if (!objects && !Objects.deepEquals(both[0], both[1])) {
                lost.add(name(field));
            }
        }
    }
}
