// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.util.Optional;

/**
 * What is in memory when the machine starts. Each image is an ELF file or a flat one; null if there is none.
 *
 * @param firmware entered in M-mode; flat ones are loaded at the start of RAM
 * @param kernel entered in M-mode if there is no firmware; flat ones are loaded where
 *     their header says, or 2 MiB into RAM; at its start without firmware
 * @param initrd initial RAM disk, named in the device tree
 * @param bootArguments the kernel's command line; empty for none
 * @param deviceTree a blob in place of the board's own, to which command line and RAM disk are added
 */
public record BootImages(
        Image firmware, Image kernel, byte[] initrd, String bootArguments, Optional<Image> deviceTree) {
    /**
     * A file's contents.
     *
     * @param name for messages
     */
    public record Image(String name, byte[] bytes) {}

    public BootImages {
        if (firmware == null && kernel == null) {
            throw new IllegalArgumentException("neither firmware nor kernel given: there is nothing to run");
        }
    }

    /** With the board's own device tree. */
    public BootImages(final Image firmware, final Image kernel, final byte[] initrd, final String bootArguments) {
        this(firmware, kernel, initrd, bootArguments, Optional.empty());
    }

    public BootImages withDeviceTree(final Image blob) {
        return new BootImages(firmware, kernel, initrd, bootArguments, Optional.of(blob));
    }

    /** One image that is everything. */
    public static BootImages of(final String name, final byte[] image) {
        return new BootImages(new Image(name, image), null, null, "");
    }
}
