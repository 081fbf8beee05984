// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** OpenSBI's {@code struct fw_dynamic_info}, version 2: tells dynamic firmware where the next stage is. */
final class FwDynamicInfo {
    private static final long MAGIC = 0x4942534f;
    private static final long VERSION = 2;
    private static final long SUPERVISOR = 1;

    private FwDynamicInfo() {}

    static byte[] bytes(final long nextAddress) {
        final ByteBuffer buffer = ByteBuffer.allocate(6 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        final long options = 0;
        final long bootHart = 0;
        buffer.putLong(MAGIC)
                .putLong(VERSION)
                .putLong(nextAddress)
                .putLong(SUPERVISOR)
                .putLong(options);
        return buffer.putLong(bootHart).array();
    }
}
