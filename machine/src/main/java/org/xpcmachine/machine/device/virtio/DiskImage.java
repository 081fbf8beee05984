// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.io.Closeable;
import java.io.IOException;
import org.xpcmachine.machine.snapshot.Stateful;

/** A disk's contents on the host. Positions and lengths are checked by whoever calls. Owned by whoever opened it. */
public interface DiskImage extends Stateful, Closeable {
    int SECTOR = 512;

    /** Size in bytes, a multiple of {@link #SECTOR}. */
    long size();

    boolean writable();

    void read(long position, byte[] target, int to, int length) throws IOException;

    /** Writes, to a writable image. */
    void write(long position, byte[] source, int from, int length) throws IOException;

    /** What was written is safe when this returns. */
    void flush() throws IOException;
}
