// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VirtDeviceTreeTest {
    private static final long RAM = 0x8000_0000L;

    private static DeviceTree tree(final int harts, final String bootArguments, final long initrdEnd) {
        return new VirtDeviceTree(
                        harts,
                        RAM,
                        0x1_0000_0000L,
                        "rv64imafdc_zicsr",
                        "riscv,sv48",
                        bootArguments,
                        0x8400_0000L,
                        initrdEnd,
                        10_000_000,
                        2)
                .build();
    }

    private static DeviceTree.Node node(final DeviceTree tree, final String path) {
        DeviceTree.Node node = tree.root();
        for (final String name : path.split("/")) {
            node = node.find(name).orElseThrow(() -> new AssertionError("no node " + name + " of " + path));
        }
        return node;
    }

    private static String property(final DeviceTree tree, final String path, final String name) {
        final DeviceTree.Value value = node(tree, path).properties.get(name);
        return switch (value) {
            case null -> "none";
            case DeviceTree.Value.Cells(final int[] cells) -> Arrays.toString(cells);
            case DeviceTree.Value.Strings(final var strings) -> strings.toString();
            case DeviceTree.Value.Bytes(final byte[] bytes) -> Arrays.toString(bytes);
        };
    }

    @Test
    void describesMemoryAndBoot() {
        final DeviceTree tree = tree(1, "console=ttyS0", 0x8400_1000L);
        assertThat(property(tree, "memory@80000000", "reg")).isEqualTo("[0, -2147483648, 1, 0]");
        assertThat(property(tree, "chosen", "stdout-path")).isEqualTo("[/soc/serial@10000000]");
        assertThat(property(tree, "chosen", "bootargs")).isEqualTo("[console=ttyS0]");
        assertThat(property(tree, "chosen", "linux,initrd-start")).isEqualTo("[0, " + (int) 0x8400_0000L + "]");
        assertThat(property(tree, "chosen", "linux,initrd-end")).isEqualTo("[0, " + (int) 0x8400_1000L + "]");
    }

    @Test
    void leavesOutWhatThereIsNot() {
        final DeviceTree tree = tree(1, "", 0x8400_0000L);
        assertThat(property(tree, "chosen", "bootargs")).isEqualTo("none");
        assertThat(property(tree, "chosen", "linux,initrd-start")).isEqualTo("none");
    }

    @Test
    void describesHarts() {
        final DeviceTree tree = tree(17, "", 0);
        assertThat(property(tree, "cpus", "timebase-frequency")).isEqualTo("[10000000]");
        assertThat(property(tree, "cpus/cpu@10", "reg")).isEqualTo("[16]");
        assertThat(property(tree, "cpus/cpu@10", "riscv,isa")).isEqualTo("[rv64imafdc_zicsr]");
        assertThat(property(tree, "cpus/cpu@10", "riscv,isa-base")).isEqualTo("[rv64i]");
        assertThat(property(tree, "cpus/cpu@10", "riscv,isa-extensions")).isEqualTo("[i, m, a, f, d, c, zicsr]");
        assertThat(property(tree, "cpus/cpu@10", "mmu-type")).isEqualTo("[riscv,sv48]");
        assertThat(property(tree, "cpus/cpu-map/cluster0/core16", "cpu"))
                .isEqualTo(property(tree, "cpus/cpu@10", "phandle"));
    }

    @Test
    void wiresInterruptsToTheHarts() {
        final DeviceTree tree = tree(2, "", 0);
        final int first = node(tree, "cpus/cpu@0/interrupt-controller").phandle();
        final int second = node(tree, "cpus/cpu@1/interrupt-controller").phandle();
        assertThat(property(tree, "soc/clint@2000000", "interrupts-extended"))
                .isEqualTo(Arrays.toString(new int[] {first, 3, first, 7, second, 3, second, 7}));
        assertThat(property(tree, "soc/plic@c000000", "interrupts-extended"))
                .isEqualTo(Arrays.toString(new int[] {first, 11, first, 9, second, 11, second, 9}));
        assertThat(property(tree, "soc/plic@c000000", "riscv,ndev")).isEqualTo("[95]");
    }

    @Test
    void describesDevices() {
        final DeviceTree tree = tree(1, "", 0);
        final String plic = property(tree, "soc/plic@c000000", "phandle");
        assertThat(property(tree, "soc/serial@10000000", "compatible")).isEqualTo("[ns16550a]");
        assertThat(property(tree, "soc/serial@10000000", "clock-frequency")).isEqualTo("[3686400]");
        assertThat(property(tree, "soc/serial@10000000", "interrupts")).isEqualTo("[10]");
        assertThat(property(tree, "soc/serial@10000000", "interrupt-parent")).isEqualTo(plic);
        assertThat(property(tree, "soc/rtc@101000", "interrupts")).isEqualTo("[11]");
        assertThat(property(tree, "soc/test@100000", "compatible")).isEqualTo("[sifive,test1, sifive,test0, syscon]");
        assertThat(property(tree, "poweroff", "regmap")).isEqualTo(property(tree, "soc/test@100000", "phandle"));
        assertThat(property(tree, "poweroff", "value")).isEqualTo("[21845]");
        assertThat(property(tree, "reboot", "value")).isEqualTo("[30583]");
    }

    @Test
    void describesTheVirtioSlotsInUse() {
        final DeviceTree tree = tree(1, "", 0);
        assertThat(property(tree, "soc/virtio_mmio@10002000", "compatible")).isEqualTo("[virtio,mmio]");
        assertThat(property(tree, "soc/virtio_mmio@10002000", "reg")).isEqualTo("[0, 268443648, 0, 4096]");
        assertThat(property(tree, "soc/virtio_mmio@10002000", "interrupts")).isEqualTo("[2]");
        assertThat(node(tree, "soc").find("virtio_mmio@10003000")).isEmpty();
    }
}
