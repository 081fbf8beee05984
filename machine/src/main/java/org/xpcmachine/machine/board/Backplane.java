// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.xpcmachine.machine.cycle.Timing;
import org.xpcmachine.machine.device.InterruptLine;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.execute.Executor;
import org.xpcmachine.machine.execute.ExecutorFactory;
import org.xpcmachine.machine.execute.Extension;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.FlatBinary;
import org.xpcmachine.machine.loader.KernelHeader;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.loader.SymbolTable;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;
import org.xpcmachine.machine.mmu.Mmu;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.trap.GuestTrap;

/**
 * What boards have in common: RAM, a bus, harts on it, and the lines by which devices interrupt them. Owns RAM; close it.
 */
final class Backplane implements AutoCloseable {
    final PhysicalMemory ram;
    final CodeCache codeCache;
    final Bus bus = new Bus();
    final List<Core> cores;

    /** Symbols of all ELF images loaded. */
    SymbolTable symbols = SymbolTable.EMPTY;

    /**
     * Makes the harts with their extensions, and RAM on the bus.
     *
     * @throws IllegalStateException if the host does not have the memory
     */
    Backplane(final BoardConfig config, final long ramBase) {
        ram = new PhysicalMemory(ramBase, config.memory());
        codeCache = new CodeCache(ram);
        try {
            bus.attach("RAM", ram);
            cores = buildCores(config);
        } catch (final RuntimeException e) {
            ram.close();
            throw e;
        }
    }

    private List<Core> buildCores(final BoardConfig config) {
        final Optional<Timing.BoardTiming> timing = config.timing().map(model -> model.forBoard(config.harts()));
        final Optional<Function<Core, Executor>> executors = config.executor().map(ExecutorFactory::forBoard);
        final List<Core> built = new ArrayList<>();
        for (int id = 0; id < config.harts(); id++) {
            final GuestTrap trap = new GuestTrap();
            final Mmu mmu = new Mmu(ram, bus, codeCache, new Pmp(config.hart().pmpEntries()), trap);
            final Core core = new Core(new Hart(id, config.hart(), mmu, trap));
            for (final Extension extension : config.extensions()) {
                extension.install(core);
            }
            timing.ifPresent(model -> core.hart.cycles = model.forHart(core.hart));
            executors.ifPresent(executor -> core.executor = executor.apply(core));
            built.add(core);
        }
        return List.copyOf(built);
    }

    /**
     * Loads an image.
     *
     * @param memory is told what the image takes
     * @param flatAddress where one goes that is not an ELF file
     * @param onElf told of an ELF file, once it has been loaded
     * @return its entry
     * @throws LoadException if it is malformed, does not fit, or lies where another does
     */
    long load(
            final BootImages.Image image,
            final BootMemory memory,
            final long flatAddress,
            final Consumer<ElfImage> onElf) {
        if (!ElfImage.isElf(image.bytes())) {
            memory.take(image.name(), flatAddress, flatSize(image));
            new FlatBinary(image.name(), image.bytes()).load(ram, flatAddress);
            return flatAddress;
        }
        final ElfImage elf = ElfImage.parse(image.name(), image.bytes());
        elf.load(ram);
        elf.segments().forEach(s -> memory.take(image.name(), s.physicalAddress(), s.memorySize()));
        symbols = symbols.with(elf.symbols());
        onElf.accept(elf);
        return elf.physicalEntry();
    }

    /** Returns the bytes that a flat image takes in memory. */
    private static long flatSize(final BootImages.Image image) {
        final Optional<KernelHeader> header = KernelHeader.of(image.bytes());
        header.ifPresent(h -> h.check(image.name()));
        return Math.max(image.bytes().length, header.map(KernelHeader::size).orElse(0L));
    }

    /** Returns each hart's line of one interrupt, a bit of {@code mip}. */
    InterruptLine[] lines(final long bit) {
        return cores.stream().map(core -> line(core.hart, bit)).toArray(InterruptLine[]::new);
    }

    static InterruptLine line(final Hart hart, final long bit) {
        return level -> {
            hart.linesPending = level ? hart.linesPending | bit : hart.linesPending & ~bit;
            hart.endBlock();
        };
    }

    void observe(final Observer observer) {
        cores.forEach(core -> core.hart.observer = observer);
    }

    @Override
    public void close() {
        cores.forEach(core -> {
            core.hart.mmu.setWindow(0, 0, 0, 0);
            core.hart.mmu.flushAll();
        });
        ram.close();
    }
}
