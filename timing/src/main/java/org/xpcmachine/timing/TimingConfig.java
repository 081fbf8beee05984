// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.xpcmachine.timing.config.DataPortConfig;
import org.xpcmachine.timing.config.EngineConfig;
import org.xpcmachine.timing.config.FrontEndConfig;
import org.xpcmachine.timing.config.L2Config;
import org.xpcmachine.timing.config.MemoryConfig;
import org.xpcmachine.timing.config.TlbConfig;

/**
 * What a timed machine is built with.
 *
 * @param name of the preset that it comes from
 * @param frontEnd L1I and predictors
 * @param data L1D, TLBs (the I-TLB is built like the D-TLB), page walker, devices
 * @param memory main memory, and the way to it
 * @param l2 the shared second-level cache; empty for none
 * @param engine the XPC engine
 */
public record TimingConfig(
        String name,
        FrontEndConfig frontEnd,
        DataPortConfig data,
        MemoryConfig memory,
        Optional<L2Config> l2,
        EngineConfig engine) {
    /** The class of machine of the paper: a Rocket core on an FPGA. */
    public static final String DEFAULT = "rocket-fpga";

    private static final Map<String, TimingConfig> PRESETS = presets();

    private static Map<String, TimingConfig> presets() {
        final TimingConfig rocket = new TimingConfig(
                DEFAULT,
                FrontEndConfig.ROCKET,
                DataPortConfig.ROCKET,
                MemoryConfig.ROCKET,
                Optional.empty(),
                EngineConfig.DEFAULT);
        final Map<String, TimingConfig> presets = new LinkedHashMap<>();
        for (final TimingConfig config : List.of(
                rocket,
                rocket.withL2(true).named("rocket-fpga-l2"),
                rocket.withTaggedTlb(true).named("rocket-fpga-tagged"),
                rocket.withTlb(TlbConfig.ROCKET_2018).named("rocket-2018"))) {
            presets.put(config.name, config);
        }
        return presets;
    }

    /**
     * Returns the configuration of that name.
     *
     * @throws IllegalArgumentException with the names there are, if it is not one of them
     */
    public static TimingConfig preset(final String name) {
        final TimingConfig config = PRESETS.get(name);
        if (config == null) {
            throw new IllegalArgumentException(
                    "timing: no preset '" + name + "'; there are " + String.join(", ", names()));
        }
        return config;
    }

    /** Names of the presets, the default one first. */
    public static List<String> names() {
        return List.copyOf(PRESETS.keySet());
    }

    /** Whether TLB entries carry the address space, so that a change of satp, or a cross process call, flushes nothing. */
    public boolean taggedTlb() {
        return data.tlb().tagged();
    }

    private TimingConfig named(final String newName) {
        return new TimingConfig(newName, frontEnd, data, memory, l2, engine);
    }

    /** Sets the cycles from a read request at the memory to the first beat of data. */
    public TimingConfig withMemoryLatency(final int cycles) {
        return withMemory(memory.withLatency(cycles));
    }

    /** With the L2 of the measured core, or without one. */
    public TimingConfig withL2(final boolean present) {
        return new TimingConfig(
                name, frontEnd, data, memory, present ? Optional.of(L2Config.ROCKET) : Optional.empty(), engine);
    }

    public TimingConfig withTaggedTlb(final boolean tagged) {
        return withTlb(data.tlb().withTagged(tagged));
    }

    public TimingConfig withTlb(final TlbConfig tlb) {
        return withData(data.withTlb(tlb));
    }

    public TimingConfig withFrontEnd(final FrontEndConfig config) {
        return new TimingConfig(name, config, data, memory, l2, engine);
    }

    public TimingConfig withData(final DataPortConfig config) {
        return new TimingConfig(name, frontEnd, config, memory, l2, engine);
    }

    public TimingConfig withMemory(final MemoryConfig config) {
        return new TimingConfig(name, frontEnd, data, config, l2, engine);
    }

    public TimingConfig withEngine(final EngineConfig config) {
        return new TimingConfig(name, frontEnd, data, memory, l2, config);
    }
}
