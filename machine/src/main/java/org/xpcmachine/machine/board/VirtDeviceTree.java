// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.Arrays;
import java.util.stream.Stream;
import org.xpcmachine.machine.device.Clint;
import org.xpcmachine.machine.device.GoldfishRtc;
import org.xpcmachine.machine.device.Plic;
import org.xpcmachine.machine.device.TestFinisher;
import org.xpcmachine.machine.device.virtio.VirtioMmio;
import org.xpcmachine.machine.trap.Cause;

/**
 * The device tree of a board with the memory map of QEMU's {@code virt}, as far as its devices exist here.
 *
 * @param harts number of harts
 * @param ramBase physical address of RAM
 * @param ramSize in bytes
 * @param isa instruction set as in {@code riscv,isa}, for example {@code rv64imafdc_zicsr_zifencei}
 * @param mmu widest translation mode, for example {@code riscv,sv48}
 * @param bootArguments the kernel's command line; empty for none
 * @param initrdStart physical address of the initial RAM disk
 * @param initrdEnd first address after it; the same as the start if there is none
 * @param timebase ticks of {@code time} per second
 * @param virtio devices on the virtio slots, from the first
 */
public record VirtDeviceTree(
        int harts,
        long ramBase,
        long ramSize,
        String isa,
        String mmu,
        String bootArguments,
        long initrdStart,
        long initrdEnd,
        int timebase,
        int virtio) {
    static final long FINISHER_BASE = 0x100000;
    static final long RTC_BASE = 0x101000;
    static final int RTC_IRQ = 11;
    static final long CLINT_BASE = 0x2000000;
    static final long PLIC_BASE = 0xc000000;

    /** Interrupt sources of the PLIC, with source 0, which does not exist. */
    static final int PLIC_SOURCES = 96;

    static final long UART_BASE = 0x10000000;
    static final int UART_IRQ = 10;
    static final int VIRTIO_SLOTS = 8;
    private static final long VIRTIO_BASE = 0x10001000;
    private static final int FIRST_VIRTIO_IRQ = 1;

    /** The range that the tree gives the UART; its registers are the first 8 bytes. */
    private static final long UART_SIZE = 0x100;

    private static final int UART_CLOCK = 3686400;

    /** Makes the tree. */
    public DeviceTree build() {
        final DeviceTree tree = new DeviceTree();
        final DeviceTree.Node root = tree.root()
                .u32("#address-cells", 2)
                .u32("#size-cells", 2)
                .strings("compatible", "riscv-virtio")
                .strings("model", "riscv-virtio,qemu");
        addChosen(root.node("chosen"));
        root.node("memory@" + Long.toHexString(ramBase))
                .strings("device_type", "memory")
                .u64("reg", ramBase, ramSize);
        final int[] harts = addHarts(root.node("cpus"));
        final DeviceTree.Node soc = root.node("soc")
                .u32("#address-cells", 2)
                .u32("#size-cells", 2)
                .strings("compatible", "simple-bus")
                .flag("ranges");
        final int plic = addPlic(soc, harts);
        addClint(soc, harts);
        addUart(soc, plic);
        addRtc(soc, plic);
        addVirtio(soc, plic);
        final int finisher = addFinisher(soc);
        addPower(root.node("poweroff"), "syscon-poweroff", TestFinisher.PASS, finisher);
        addPower(root.node("reboot"), "syscon-reboot", TestFinisher.RESET, finisher);
        return tree;
    }

    /** Adds the command line and the initial RAM disk to a tree made elsewhere. */
    DeviceTree addTo(final DeviceTree tree) {
        addBoot(tree.root().node("chosen"));
        return tree;
    }

    private void addChosen(final DeviceTree.Node chosen) {
        chosen.strings("stdout-path", "/soc/" + unit("serial", UART_BASE));
        addBoot(chosen);
    }

    private void addBoot(final DeviceTree.Node chosen) {
        if (!bootArguments.isEmpty()) {
            chosen.strings("bootargs", bootArguments);
        }
        if (initrdEnd != initrdStart) {
            chosen.u64("linux,initrd-start", initrdStart).u64("linux,initrd-end", initrdEnd);
        }
    }

    /** Returns the phandle of each hart's interrupt controller. */
    private int[] addHarts(final DeviceTree.Node cpus) {
        cpus.u32("#address-cells", 1).u32("#size-cells", 0).u32("timebase-frequency", timebase);
        final int[] controllers = new int[harts];
        for (int hart = 0; hart < harts; hart++) {
            final DeviceTree.Node cpu = cpus.node("cpu@" + Integer.toHexString(hart))
                    .strings("device_type", "cpu")
                    .u32("reg", hart)
                    .strings("status", "okay")
                    .strings("compatible", "riscv")
                    .strings("riscv,isa", isa)
                    .strings("riscv,isa-base", "rv64i")
                    .strings("riscv,isa-extensions", extensions())
                    .strings("mmu-type", mmu);
            controllers[hart] = cpu.node("interrupt-controller")
                    .u32("#interrupt-cells", 1)
                    .flag("interrupt-controller")
                    .strings("compatible", "riscv,cpu-intc")
                    .phandle();
            cpus.node("cpu-map").node("cluster0").node("core" + hart).u32("cpu", cpu.phandle());
        }
        return controllers;
    }

    /** What {@link #isa} names after {@code rv64}: letters, then words. */
    private String[] extensions() {
        final String[] words = isa.split("_");
        final Stream<String> letters =
                words[0].substring("rv64".length()).chars().mapToObj(Character::toString);
        return Stream.concat(letters, Arrays.stream(words).skip(1)).toArray(String[]::new);
    }

    private static int addPlic(final DeviceTree.Node soc, final int[] controllers) {
        return soc.node(unit("plic", PLIC_BASE))
                .strings("compatible", "sifive,plic-1.0.0", "riscv,plic0")
                .u32("#address-cells", 0)
                .u32("#interrupt-cells", 1)
                .flag("interrupt-controller")
                .u32("interrupts-extended", wires(controllers, Cause.MACHINE_EXTERNAL, Cause.SUPERVISOR_EXTERNAL))
                .u64("reg", PLIC_BASE, Plic.SIZE)
                .u32("riscv,ndev", PLIC_SOURCES - 1)
                .phandle();
    }

    private static void addClint(final DeviceTree.Node soc, final int[] controllers) {
        soc.node(unit("clint", CLINT_BASE))
                .strings("compatible", "sifive,clint0", "riscv,clint0")
                .u32("interrupts-extended", wires(controllers, Cause.MACHINE_SOFTWARE, Cause.MACHINE_TIMER))
                .u64("reg", CLINT_BASE, Clint.SIZE);
    }

    private static void addUart(final DeviceTree.Node soc, final int plic) {
        soc.node(unit("serial", UART_BASE))
                .strings("compatible", "ns16550a")
                .u64("reg", UART_BASE, UART_SIZE)
                .u32("clock-frequency", UART_CLOCK)
                .u32("interrupt-parent", plic)
                .u32("interrupts", UART_IRQ);
    }

    private static void addRtc(final DeviceTree.Node soc, final int plic) {
        soc.node(unit("rtc", RTC_BASE))
                .strings("compatible", "google,goldfish-rtc")
                .u64("reg", RTC_BASE, GoldfishRtc.SIZE)
                .u32("interrupt-parent", plic)
                .u32("interrupts", RTC_IRQ);
    }

    private void addVirtio(final DeviceTree.Node soc, final int plic) {
        for (int slot = 0; slot < virtio; slot++) {
            soc.node(unit("virtio_mmio", virtioBase(slot)))
                    .strings("compatible", "virtio,mmio")
                    .u64("reg", virtioBase(slot), VirtioMmio.SIZE)
                    .u32("interrupt-parent", plic)
                    .u32("interrupts", virtioInterrupt(slot));
        }
    }

    static long virtioBase(final int slot) {
        return VIRTIO_BASE + slot * VirtioMmio.SIZE;
    }

    static int virtioInterrupt(final int slot) {
        return FIRST_VIRTIO_IRQ + slot;
    }

    private static int addFinisher(final DeviceTree.Node soc) {
        return soc.node(unit("test", FINISHER_BASE))
                .strings("compatible", "sifive,test1", "sifive,test0", "syscon")
                .u64("reg", FINISHER_BASE, TestFinisher.SIZE)
                .phandle();
    }

    private static void addPower(
            final DeviceTree.Node node, final String compatible, final int value, final int finisher) {
        node.strings("compatible", compatible)
                .u32("value", value)
                .u32("offset", 0)
                .u32("regmap", finisher);
    }

    /** Two interrupts to each hart's controller. */
    private static int[] wires(final int[] controllers, final int first, final int second) {
        final int[] cells = new int[4 * controllers.length];
        for (int i = 0; i < controllers.length; i++) {
            cells[4 * i] = controllers[i];
            cells[4 * i + 1] = first;
            cells[4 * i + 2] = controllers[i];
            cells[4 * i + 3] = second;
        }
        return cells;
    }

    private static String unit(final String name, final long base) {
        return name + "@" + Long.toHexString(base);
    }
}
