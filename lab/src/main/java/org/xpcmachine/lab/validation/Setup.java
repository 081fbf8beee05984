// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A hardware configuration that was measured. */
public enum Setup {
    NO_L2_40("noL2-40", "BigCore-noL2", 40),
    NO_L2_10("noL2-10", "BigCore-noL2", 10),
    NO_L2_100("noL2-100", "BigCore-noL2", 100),
    L2_40("L2-40", "BigCore-L2-512K", 40);

    private final String label;
    private final String rtl;
    private final int memoryLatency;

    Setup(final String label, final String rtl, final int memoryLatency) {
        this.label = label;
        this.rtl = rtl;
        this.memoryLatency = memoryLatency;
    }

    /** Returns the short name, for example {@code noL2-40}. */
    public String label() {
        return label;
    }

    /** Returns cycles from a read request to memory to its first beat. */
    public int memoryLatency() {
        return memoryLatency;
    }

    /** Whether there is a second-level cache, of 512 KiB. */
    public boolean hasL2() {
        return this == L2_40;
    }

    /** Returns the configuration of a short name, in any case. */
    public static Setup of(final String label) {
        return Arrays.stream(values())
                .filter(setup -> setup.label.equalsIgnoreCase(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such configuration: " + label + " (there are "
                        + Arrays.stream(values()).map(Setup::label).collect(Collectors.joining(", ")) + ")"));
    }

    /** Returns the configuration of a row of measurements. */
    static Setup of(final String rtl, final String memoryLatency) {
        for (final Setup setup : values()) {
            if (setup.rtl.equals(rtl) && setup.memoryLatency == Integer.parseInt(memoryLatency)) {
                return setup;
            }
        }
        throw new IllegalArgumentException("no such configuration: " + rtl + ", latency " + memoryLatency);
    }
}
