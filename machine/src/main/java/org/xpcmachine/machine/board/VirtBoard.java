// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.xpcmachine.machine.device.Bell;
import org.xpcmachine.machine.device.Clint;
import org.xpcmachine.machine.device.Dma;
import org.xpcmachine.machine.device.GoldfishRtc;
import org.xpcmachine.machine.device.Htif;
import org.xpcmachine.machine.device.InterruptLine;
import org.xpcmachine.machine.device.Plic;
import org.xpcmachine.machine.device.TestFinisher;
import org.xpcmachine.machine.device.TimedDevice;
import org.xpcmachine.machine.device.Uart16550;
import org.xpcmachine.machine.device.virtio.EmptySlot;
import org.xpcmachine.machine.device.virtio.VirtioConsole;
import org.xpcmachine.machine.device.virtio.VirtioDevice;
import org.xpcmachine.machine.device.virtio.VirtioMmio;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Interrupts;
import org.xpcmachine.machine.loader.ElfImage;
import org.xpcmachine.machine.loader.KernelHeader;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.loader.SymbolTable;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.CodeCache;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.snapshot.Snapshot;

/**
 * A machine with the memory map and devices of QEMU's {@code virt} board. All harts start in M-mode at the first image's
 * entry with a0 = hart number, a1 = address of the device tree, and a2 = address of OpenSBI's {@code fw_dynamic_info}.
 * Owns the guest's memory; close it.
 */
public final class VirtBoard implements AutoCloseable {
    public static final long RAM_BASE = 0x8000_0000L;
    public static final int TIMEBASE = 10_000_000;

    private static final String ISA = "rv64imafdc_zicntr_zicsr_zifencei_zba_zbb_zbs_sstc_svadu";
    private static final long PAGE = PhysicalMemory.PAGE_SIZE;
    private static final int A0 = 10;

    /** What the real-time clock shows at power-on: always the same, so that runs are repeatable. 2026-01-01. */
    private static final long EPOCH_NANOS = 1_767_225_600L * 1_000_000_000L;

    /** Where a flat kernel goes when there is firmware below it: the start of the next 2 MiB page. */
    private static final long KERNEL_OFFSET = 2L << 20;

    /** Firmware adds to the device tree where it lies: OpenSBI some 2 KiB, and 64 bytes for each hart. */
    private static final long TREE_ROOM = 64L << 10;

    private final Backplane backplane;
    private final Machine machine;
    private final BoardConfig config;
    /** The slots that have a device. */
    private final List<VirtioMmio> virtio = new ArrayList<>();

    /** Those that are polled between turns. */
    private final List<VirtioMmio> hearing = new ArrayList<>();

    private final Bell bell = new Bell();
    private Htif htif;

    /**
     * Builds the board and loads the images.
     *
     * @throws LoadException if an image is malformed or does not fit
     * @throws IllegalStateException if the host does not have the memory
     */
    public VirtBoard(final BoardConfig config, final BootImages images, final HostConsole console) {
        this.config = config;
        backplane = new Backplane(config, RAM_BASE);
        try {
            machine = buildMachine(console);
            boot(images, console);
        } catch (final RuntimeException e) {
            virtio.forEach(VirtioMmio::close);
            backplane.close();
            throw e;
        }
    }

    public Machine machine() {
        return machine;
    }

    public PhysicalMemory ram() {
        return backplane.ram;
    }

    /** Must be told of every change of RAM from outside, see {@link CodeCache#written}. */
    public CodeCache codeCache() {
        return backplane.codeCache;
    }

    /** Symbols of all ELF images loaded. */
    public SymbolTable symbols() {
        return backplane.symbols;
    }

    /**
     * Returns the whole state of the machine, as it is between two runs. Snapshots of one board share the pages that did not change
     * in between: taking one copies those that did.
     *
     * @throws IllegalStateException if the machine runs, or the board was closed
     * @throws org.xpcmachine.machine.snapshot.SnapshotException if the board has what cannot be saved: timing, or a device that has no {@code exchange}
     */
    public Snapshot save() {
        return snapshots().save();
    }

    /**
     * Puts the machine into the state that {@link #save} found, of this board or of another with the same configuration; it goes
     * on as that one, bit for bit, by whichever executor. Costs the pages that differ. What has been typed and not been read
     * by the machine stays, and so do observers.
     *
     * @throws IllegalStateException if the machine runs, or the board was closed
     * @throws org.xpcmachine.machine.snapshot.SnapshotException if the snapshot is of another kind of board, or damaged; this board
     *     stays as it was
     */
    public void restore(final Snapshot snapshot) {
        snapshots().restore(snapshot);
    }

    /**
     * Whether a machine that is {@linkplain #restore put back} does the same again, if the same is typed: nothing comes from outside, and
     * no device has effects there.
     */
    public boolean isRepeatable() {
        return hearing.isEmpty() && virtio.stream().noneMatch(VirtioMmio::hasEffectsOutside);
    }

    private Snapshots snapshots() {
        final String identity = "virt board, %d harts, %d bytes of memory, extensions \"%s\""
                .formatted(config.harts(), config.memory(), config.isa());
        return new Snapshots(identity, backplane, machine, htif == null ? List.of() : List.of(htif));
    }

    /** Sends every event of every hart to {@code observer}; null for none. */
    public void observe(final Observer observer) {
        backplane.observe(observer);
    }

    @Override
    public void close() {
        machine.close();
        virtio.forEach(VirtioMmio::close);
        backplane.close();
    }

    private Machine buildMachine(final HostConsole console) {
        final List<Core> cores = backplane.cores;
        final Bus bus = backplane.bus;
        final Plic plic = new Plic(VirtDeviceTree.PLIC_SOURCES, externalLines(cores));
        final Uart16550 uart = new Uart16550(plic.source(VirtDeviceTree.UART_IRQ), console);
        final TypedInput typed = new TypedInput(uart);
        // The devices' clock is the machine, which is built from the devices.
        final Machine[] self = new Machine[1];
        final Clint clint = new Clint(
                () -> self[0] == null ? 0 : self[0].ticks(),
                backplane.lines(Interrupts.MSIP),
                backplane.lines(Interrupts.MTIP));
        final GoldfishRtc rtc =
                new GoldfishRtc(() -> self[0].ticks(), plic.source(VirtDeviceTree.RTC_IRQ), EPOCH_NANOS);
        final List<TimedDevice> timed = List.of(clint, rtc);
        final Machine built =
                new Machine(new MachineParts(cores, timed, typed, this::betweenTurns, this::isOpen, bell), console);
        self[0] = built;
        cores.forEach(core -> core.hart.time = clint::time);
        bus.attach("test finisher", VirtDeviceTree.FINISHER_BASE, TestFinisher.SIZE, new TestFinisher(built));
        bus.attach("RTC", VirtDeviceTree.RTC_BASE, GoldfishRtc.SIZE, new RescheduledDevice(rtc, built));
        bus.attach("CLINT", VirtDeviceTree.CLINT_BASE, Clint.SIZE, new RescheduledDevice(clint, built));
        bus.attach("PLIC", VirtDeviceTree.PLIC_BASE, Plic.SIZE, plic);
        bus.attach("UART", VirtDeviceTree.UART_BASE, Uart16550.SIZE, uart);
        attachVirtio(plic, console, typed);
        return built;
    }

    private boolean isOpen() {
        for (final VirtioMmio device : hearing) {
            if (device.isOpen()) {
                return true;
            }
        }
        return false;
    }

    private void attachVirtio(final Plic plic, final HostConsole console, final TypedInput typed) {
        final Dma dma = new Dma(
                backplane.ram,
                backplane.codeCache,
                backplane.cores.stream().map(core -> core.hart).toList());
        for (int slot = 0; slot < VirtDeviceTree.VIRTIO_SLOTS; slot++) {
            final boolean used = slot < config.virtio().size();
            final VirtioDevice behind = used ? config.virtio().get(slot).forBoard(console) : new EmptySlot();
            final VirtioMmio device = new VirtioMmio(behind, dma, plic.source(VirtDeviceTree.virtioInterrupt(slot)));
            if (used) {
                virtio.add(device);
                behind.onArrival(bell::ring);
                if (behind.hearsOutside()) {
                    hearing.add(device);
                }
            }
            if (behind instanceof VirtioConsole receiver) {
                typed.add(receiver, device::poll);
            }
            backplane.bus.attach("virtio " + slot, VirtDeviceTree.virtioBase(slot), VirtioMmio.SIZE, device);
        }
    }

    private static InterruptLine[] externalLines(final List<Core> cores) {
        final List<InterruptLine> lines = new ArrayList<>();
        for (final Core core : cores) {
            lines.add(Backplane.line(core.hart, Interrupts.MEIP));
            lines.add(Backplane.line(core.hart, Interrupts.SEIP));
        }
        return lines.toArray(InterruptLine[]::new);
    }

    private void betweenTurns() {
        hearing.forEach(VirtioMmio::poll);
        if (htif != null) {
            htif.poll();
        }
    }

    private void boot(final BootImages images, final HostConsole console) {
        final BootMemory memory = new BootMemory(backplane.ram);
        final Consumer<ElfImage> onElf = elf -> connectHtif(elf, console);
        long entry = 0;
        long next = RAM_BASE;
        if (images.kernel() != null) {
            final boolean alone = images.firmware() == null;
            next = backplane.load(images.kernel(), memory, alone ? RAM_BASE : kernelAddress(images.kernel()), onElf);
            entry = next;
        }
        if (images.firmware() != null) {
            entry = backplane.load(images.firmware(), memory, RAM_BASE, onElf);
        }
        final long initrd = images.initrd() == null ? 0 : memory.place("initrd", images.initrd(), 0, PAGE);
        final long initrdEnd = images.initrd() == null ? 0 : initrd + images.initrd().length;
        final String isa = config.isa().isEmpty() ? ISA : ISA + "_" + config.isa();
        final VirtDeviceTree own = new VirtDeviceTree(
                config.harts(),
                RAM_BASE,
                config.memory(),
                isa,
                "riscv,sv48",
                images.bootArguments(),
                initrd,
                initrdEnd,
                TIMEBASE,
                config.virtio().size());
        final byte[] tree = images.deviceTree()
                .map(given -> own.addTo(DeviceTree.read(given.name(), given.bytes())))
                .orElseGet(own::build)
                .toBytes();
        final long treeAddress = memory.place("device tree", tree, TREE_ROOM, PAGE);
        final long info = memory.place("fw_dynamic_info", FwDynamicInfo.bytes(next), 0, 8);
        start(entry, treeAddress, info);
    }

    /** Where firmware expects a flat kernel. */
    private static long kernelAddress(final BootImages.Image kernel) {
        return RAM_BASE
                + KernelHeader.of(kernel.bytes())
                        .map(KernelHeader::textOffset)
                        .filter(offset -> offset != 0)
                        .orElse(KERNEL_OFFSET);
    }

    private void start(final long entry, final long tree, final long info) {
        for (final Core core : machine.cores()) {
            core.hart.pc = entry;
            core.hart.x[A0] = core.hart.id;
            core.hart.x[A0 + 1] = tree;
            core.hart.x[A0 + 2] = info;
        }
    }

    /** An image that has the two words is made for HTIF. */
    private void connectHtif(final ElfImage elf, final HostConsole console) {
        final PhysicalMemory ram = backplane.ram;
        final OptionalLong toHost = elf.symbols().address("tohost");
        final OptionalLong fromHost = elf.symbols().address("fromhost");
        if (toHost.isPresent() && fromHost.isPresent()) {
            final long to = elf.physicalAddress(toHost.getAsLong());
            final long from = elf.physicalAddress(fromHost.getAsLong());
            if (ram.contains(to, Long.BYTES) && ram.contains(from, Long.BYTES)) {
                htif = new Htif(ram, to, from, console, machine);
            }
        }
    }
}
