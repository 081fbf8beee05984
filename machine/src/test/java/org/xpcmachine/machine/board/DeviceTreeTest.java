// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.loader.LoadException;

class DeviceTreeTest {
    /** Compiled once by {@code dtc} from the text in {@link #writesText}. */
    private static final String BLOB = """
            d00dfeed 000000df 00000038 000000bc 00000028 00000011 00000010 00000000 00000023 00000084
            0000000000000000 0000000000000000
            00000001 00000000
            00000003 00000004 00000000 00000002
            00000001 63707573 40300000
            00000003 00000000 0000000f
            00000003 00000009 00000016 61622200 632e2e2e 00000000
            00000003 00000004 0000001b 00000001
            00000002
            00000001 6d000000
            00000003 00000008 00000016 00000001 80000000
            00000002
            00000002
            00000009
            23616464726573732d63656c6c7300 72616e67657300 6e616d6500 7068616e646c6500
            """;

    private static DeviceTree tree() {
        final DeviceTree tree = new DeviceTree();
        tree.root().u32("#address-cells", 2);
        tree.root()
                .node("cpus@0")
                .flag("ranges")
                .strings("name", "ab\"", "c...")
                .phandle();
        tree.root().node("m").u64("name", 0x1_8000_0000L);
        return tree;
    }

    @Test
    void writesText() {
        assertThat(tree().toText()).isEqualTo("""
                /dts-v1/;

                / {
                \t#address-cells = <0x2>;

                \tcpus@0 {
                \t\tranges;
                \t\tname = "ab\\"", "c...";
                \t\tphandle = <0x1>;
                \t};

                \tm {
                \t\tname = <0x1 0x80000000>;
                \t};
                };
                """);
    }

    @Test
    void writesBlob() {
        final String expected = BLOB.replaceAll("\\s", "");
        assertThat(HexFormat.of().formatHex(tree().toBytes())).isEqualTo(expected);
    }

    @Test
    void nodesAreMadeOnceAndReferredToByOnePhandle() {
        final DeviceTree tree = new DeviceTree();
        final DeviceTree.Node a = tree.root().node("a");
        assertThat(tree.root().node("a")).isSameAs(a);
        assertThat(tree.root().find("a")).contains(a);
        assertThat(tree.root().find("b")).isEmpty();
        assertThat(tree.root().node("b").phandle()).isEqualTo(1);
        assertThat(a.phandle()).isEqualTo(2);
        assertThat(a.phandle()).isEqualTo(2);
    }

    @Test
    void refusesWhatTheFormatCannotHold() {
        final DeviceTree.Node root = new DeviceTree().root();
        assertThatIllegalArgumentException().isThrownBy(() -> root.node(""));
        assertThatIllegalArgumentException().isThrownBy(() -> root.node("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> root.strings("bootargs", "a\0b"));
    }

    @Test
    void readsWhatItWrites() {
        final byte[] blob = HexFormat.of().parseHex(BLOB.replaceAll("\\s", ""));
        assertThat(DeviceTree.read("tree", blob).toBytes()).isEqualTo(blob);
    }

    @Test
    void refusesWhatIsDamaged() {
        final byte[] blob = HexFormat.of().parseHex(BLOB.replaceAll("\\s", ""));
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> DeviceTree.read("tree", new byte[100]))
                .withMessageContaining("tree: not a device tree blob");
        // The names of properties are last: without the last byte the last has no end.
        for (int length = 0; length < blob.length; length++) {
            final byte[] part = Arrays.copyOf(blob, length);
            assertThatExceptionOfType(LoadException.class).isThrownBy(() -> DeviceTree.read("tree", part));
        }
        for (int at = 0; at < 8 * blob.length; at++) {
            final byte[] wrong = blob.clone();
            wrong[at / 8] ^= (byte) (1 << at % 8);
            try {
                DeviceTree.read("tree", wrong).toText();
            } catch (final LoadException e) {
                assertThat(e).hasMessageStartingWith("tree: ");
            }
        }
    }
}
