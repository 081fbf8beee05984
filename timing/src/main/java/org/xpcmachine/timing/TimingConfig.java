// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xpcmachine.timing.memory.DataCacheConfig;
import org.xpcmachine.timing.memory.DataPortConfig;
import org.xpcmachine.timing.memory.L2Config;
import org.xpcmachine.timing.memory.MemoryConfig;
import org.xpcmachine.timing.memory.MemorySystem;

/**
 * What a timed machine is built with.
 *
 * @param name of the preset that it comes from
 * @param memoryLatency cycles from a read request to the first beat of data
 * @param l2 whether there is an L2 of 512 KiB
 * @param taggedTlb whether TLB entries carry the address space, so that a change of satp, or a cross process call, flushes nothing
 */
public record TimingConfig(String name, int memoryLatency, boolean l2, boolean taggedTlb, EngineTimingConfig engine) {
    /** The class of machine of the paper: a Rocket core on an FPGA. */
    public static final String DEFAULT = "rocket-fpga";

    private static final Map<String, TimingConfig> PRESETS = new TreeMap<>(Map.of(
            DEFAULT, new TimingConfig(DEFAULT, 40, false, false, EngineTimingConfig.DEFAULT),
            "rocket-fpga-l2", new TimingConfig("rocket-fpga-l2", 40, true, false, EngineTimingConfig.DEFAULT)));

    public TimingConfig {
        if (memoryLatency < 1) {
            throw new IllegalArgumentException("memory latency: " + memoryLatency + " is less than 1 cycle");
        }
    }

    /**
     * Returns the configuration of that name.
     *
     * @throws IllegalArgumentException with the names there are, if it is not one of them
     */
    public static TimingConfig preset(final String name) {
        final TimingConfig config = PRESETS.get(name);
        if (config == null) {
            throw new IllegalArgumentException("timing: no preset '" + name + "'; there are " + String.join(", ", names()));
        }
        return config;
    }

    /** Names of the presets, in alphabetical order. */
    public static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }

    DataPortConfig dataPort() {
        return DataPortConfig.ROCKET.withTaggedTlb(taggedTlb);
    }

    /** Returns the memory that the harts of a board share. */
    MemorySystem memorySystem() {
        return new MemorySystem(
                MemoryConfig.ROCKET.withLatency(memoryLatency),
                l2 ? L2Config.ROCKET : null,
                DataCacheConfig.ROCKET.size().lineBytes());
    }

    public TimingConfig withMemoryLatency(final int cycles) {
        return new TimingConfig(name, cycles, l2, taggedTlb, engine);
    }

    public TimingConfig withL2(final boolean present) {
        return new TimingConfig(name, memoryLatency, present, taggedTlb, engine);
    }

    public TimingConfig withTaggedTlb(final boolean tagged) {
        return new TimingConfig(name, memoryLatency, l2, tagged, engine);
    }

    public TimingConfig withEngine(final EngineTimingConfig config) {
        return new TimingConfig(name, memoryLatency, l2, taggedTlb, config);
    }
}
