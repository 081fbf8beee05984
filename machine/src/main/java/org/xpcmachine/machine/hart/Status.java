// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

/** Fields of {@code mstatus} and its view {@code sstatus} (privileged specification, 3.1.6 and 12.1.1). */
public final class Status {
    public static final long SIE = 1L << 1;
    public static final long MIE = 1L << 3;
    public static final long SPIE = 1L << 5;
    public static final long MPIE = 1L << 7;
    public static final long SPP = 1L << 8;
    public static final int MPP_SHIFT = 11;
    public static final long MPP = 3L << MPP_SHIFT;
    public static final long FS = 3L << 13;
    public static final long MPRV = 1L << 17;
    public static final long SUM = 1L << 18;
    public static final long MXR = 1L << 19;
    public static final long TVM = 1L << 20;
    public static final long TW = 1L << 21;
    public static final long TSR = 1L << 22;
    /** UXL and SXL, fixed at 2: 64 bits. */
    public static final long XL_64 = 2L << 32 | 2L << 34;

    /** Summary bit, set while FS is dirty; computed when read. */
    public static final long SD = 1L << 63;

    private Status() {}
}
