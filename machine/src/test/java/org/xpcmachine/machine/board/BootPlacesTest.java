// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.loader.LoadException;
import org.xpcmachine.machine.memory.PhysicalMemory;

/** Where images are put, and that none lies on another. */
class BootPlacesTest {
    private static final int MIB = 1 << 20;
    private static final long RAM = VirtBoard.RAM_BASE;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final BootImages.Image FIRMWARE = new BootImages.Image("firmware", new byte[] {1, 2, 3, 4});

    private static BootImages.Image kernel(final long textOffset, final long size) {
        final ByteBuffer image = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
        image.putLong(0x08, textOffset).putLong(0x10, size).putInt(0x38, 0x0543_5352);
        return new BootImages.Image("kernel", image.array());
    }

    private static VirtBoard board(final BootImages.Image firmware, final BootImages.Image kernel, final int initrd) {
        final BoardConfig config = BoardConfig.DEFAULT.withMemory(16L * MIB);
        return new VirtBoard(config, new BootImages(firmware, kernel, filled(initrd), ""), HostConsole.SILENT);
    }

    private static byte[] filled(final int size) {
        final byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 0x5a);
        return bytes;
    }

    private static long register(final VirtBoard board, final int number) {
        return board.machine().cores().getFirst().hart.x[number];
    }

    @Test
    void aKernelGoesWhereItsHeaderSays() {
        try (VirtBoard board = board(FIRMWARE, kernel(4 * MIB, 0), 1)) {
            assertThat(board.ram().read(RAM + 4 * MIB + 0x38, 4)).isEqualTo(0x0543_5352);
            final long nextAddress = register(board, A2) + 16;
            assertThat(board.ram().read(nextAddress, 8)).isEqualTo(RAM + 4 * MIB);
        }
        try (VirtBoard board = board(FIRMWARE, kernel(0, 0), 1)) {
            assertThat(board.ram().read(RAM + 2 * MIB + 0x38, 4)).isEqualTo(0x0543_5352);
        }
    }

    @Test
    void whatAKernelClearsIsNotAnotherImages() {
        assertThatThrownBy(() -> board(FIRMWARE, kernel(2 * MIB, 10 * MIB), 5 * MIB))
                .isInstanceOf(LoadException.class)
                .hasMessageMatching("initrd \\[.*\\) overlaps kernel \\[0x80200000, 0x80c00000\\).*");
        board(FIRMWARE, kernel(2 * MIB, 10 * MIB), 3 * MIB).close();
    }

    @Test
    void firmwareThatReachesIntoTheKernelIsRefused() {
        final BootImages.Image large = new BootImages.Image("firmware", new byte[2 * MIB + 1]);
        assertThatThrownBy(() -> board(large, kernel(2 * MIB, 0), 1))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("firmware [0x80000000, 0x80200001) overlaps kernel");
    }

    @Test
    void aKernelLargerThanMemoryIsRefused() {
        assertThatThrownBy(() -> board(FIRMWARE, kernel(2 * MIB, 15 * MIB), 1))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("kernel: 15728640 bytes at 0x80200000 do not fit");
    }

    @Test
    void aDamagedHeaderIsRefused() {
        for (final long[] header : new long[][] {{-4096, 0}, {1, 0}, {1L << 60, 0}, {0, -1}, {0, Long.MAX_VALUE}}) {
            assertThatThrownBy(() -> board(FIRMWARE, kernel(header[0], header[1]), 1))
                    .isInstanceOf(LoadException.class)
                    .hasMessageContaining("kernel: its header is damaged");
        }
    }

    @Test
    void firmwareHasRoomToAddToTheDeviceTree() {
        try (VirtBoard board = board(FIRMWARE, kernel(2 * MIB, 0), 5)) {
            final PhysicalMemory ram = board.ram();
            final long tree = register(board, A1);
            final long end = tree + Integer.reverseBytes((int) ram.read(tree + 4, 4));
            for (long address = end; address < end + 16_384; address++) {
                assertThat(ram.read(address, 1)).isZero();
            }
        }
    }

    @Test
    void aDeviceTreeThatIsGivenReplacesTheBoardsOwn() {
        final DeviceTree given = new DeviceTree();
        given.root().strings("model", "another");
        final BootImages images = new BootImages(FIRMWARE, null, filled(5), "quiet")
                .withDeviceTree(new BootImages.Image("given", given.toBytes()));
        try (VirtBoard board = new VirtBoard(BoardConfig.DEFAULT, images, HostConsole.SILENT)) {
            final long address = register(board, A1);
            final byte[] blob = new byte[Integer.reverseBytes((int) board.ram().read(address + 4, 4))];
            board.ram().copyOut(address, blob, 0, blob.length);
            assertThat(DeviceTree.read("used", blob).toText())
                    .contains(text("model", "another"), text("bootargs", "quiet"), "linux,initrd-end")
                    .doesNotContain("cpus");
        }
    }

    private static String text(final String property, final String value) {
        return property + " = ["
                + HexFormat.ofDelimiter(" ").formatHex((value + '\0').getBytes(StandardCharsets.UTF_8));
    }
}
