// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.xpcmachine.machine.device.virtio.DiskImage;
import org.xpcmachine.machine.device.virtio.OverlayImage;
import org.xpcmachine.machine.device.virtio.RawImage;

/** {@code --disk}: a raw image, and what becomes of what the guest writes. */
record Disk(String text) {
    private static final String READ_ONLY = ",ro";
    private static final String THROWAWAY = ",throwaway";
    private static final String OVERLAY = ",overlay=";

    /** Whether the guest writes to the image itself, which no snapshot holds. */
    boolean isWritten() {
        return !text.endsWith(READ_ONLY) && !text.endsWith(THROWAWAY) && !text.contains(OVERLAY);
    }

    /** Opens it; it stays open until the process ends. */
    DiskImage open() throws IOException {
        try {
            if (text.endsWith(READ_ONLY)) {
                return raw(text.length() - READ_ONLY.length(), false);
            }
            if (text.endsWith(THROWAWAY)) {
                return OverlayImage.throwaway(raw(text.length() - THROWAWAY.length(), false));
            }
            final int overlay = text.lastIndexOf(OVERLAY);
            if (overlay >= 0) {
                return new OverlayImage(raw(overlay, false), Path.of(text.substring(overlay + OVERLAY.length())));
            }
            return raw(text.length(), true);
        } catch (final NoSuchFileException e) {
            throw new IOException(e.getFile() + ": no such file", e);
        } catch (final AccessDeniedException e) {
            throw new IOException(e.getFile() + ": permission denied", e);
        }
    }

    private DiskImage raw(final int end, final boolean writable) throws IOException {
        return new RawImage(Path.of(text.substring(0, end)), writable);
    }
}
