// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.List;
import org.xpcmachine.machine.device.Clint;
import org.xpcmachine.machine.device.ConsoleInput;
import org.xpcmachine.machine.device.TestHarness;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.hart.Interrupts;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.loader.SymbolTable;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.observe.Observer;

/**
 * A bench for bare programs, as used with Rocket in hardware simulation: RAM, a CLINT and the {@link TestHarness}. All
 * harts start in M-mode at the image's entry, all registers zero. Owns the guest's memory; close it.
 */
public final class RocketBoard implements AutoCloseable {
    public static final long RAM_BASE = 0x8000_0000L;

    /**
     * One hart of Rocket: 8 PMP entries, no ASIDs, A and D set by software, calls counted in {@code minstret}; enough
     * memory for the programs measured on it.
     */
    public static final BoardConfig DEFAULT =
            BoardConfig.DEFAULT.withMemory(128L << 20).withHart(new HartConfig(false, 8, 0, true));

    private static final long CLINT_BASE = 0x200_0000L;
    private static final long HARNESS_BASE = 0x1000_0000L;

    /** Nobody types on this board. */
    private static final ConsoleInput NO_INPUT = new ConsoleInput() {
        @Override
        public boolean canReceive() {
            return false;
        }

        @Override
        public void receive(final int b) {}
    };

    private final Backplane backplane;
    private final Machine machine;

    /**
     * Builds the board and loads the image: an ELF file, or a flat one that goes to the start of RAM.
     *
     * @throws LoadException if the image is malformed or does not fit
     * @throws IllegalStateException if the host does not have the memory
     */
    public RocketBoard(final BoardConfig config, final BootImages.Image image, final HostConsole console) {
        backplane = new Backplane(config, RAM_BASE);
        try {
            machine = buildMachine(console);
            final long entry = backplane.load(image, new BootMemory(backplane.ram), RAM_BASE, elf -> {});
            backplane.cores.forEach(core -> core.hart.pc = entry);
        } catch (final RuntimeException e) {
            backplane.close();
            throw e;
        }
    }

    private Machine buildMachine(final HostConsole console) {
        // The CLINT's clock is the machine, which drives the CLINT.
        final Machine[] self = new Machine[1];
        final Clint clint = new Clint(
                () -> self[0] == null ? 0 : self[0].ticks(),
                backplane.lines(Interrupts.MSIP),
                backplane.lines(Interrupts.MTIP));
        final MachineParts parts = new MachineParts(backplane.cores, List.of(clint), NO_INPUT, () -> {});
        final Machine built = new Machine(parts, console);
        self[0] = built;
        backplane.cores.forEach(core -> core.hart.time = clint::time);
        backplane.bus.attach("CLINT", CLINT_BASE, Clint.SIZE, new RescheduledDevice(clint, built));
        backplane.bus.attach("test harness", HARNESS_BASE, TestHarness.SIZE, new TestHarness(built, console));
        return built;
    }

    public Machine machine() {
        return machine;
    }

    public PhysicalMemory ram() {
        return backplane.ram;
    }

    /** Symbols of the image. */
    public SymbolTable symbols() {
        return backplane.symbols;
    }

    /** Sends every event of every hart to {@code observer}; null for none. */
    public void observe(final Observer observer) {
        backplane.observe(observer);
    }

    @Override
    public void close() {
        machine.close();
        backplane.close();
    }
}
