// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing;

import java.util.ArrayList;
import java.util.List;
import org.xpcmachine.machine.cycle.CycleModel;
import org.xpcmachine.machine.cycle.Timing;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.timing.core.EngineUnit;
import org.xpcmachine.timing.core.Pipeline;
import org.xpcmachine.timing.core.RememberingPipeline;
import org.xpcmachine.timing.frontend.FrontEnd;
import org.xpcmachine.timing.memory.DataPort;
import org.xpcmachine.timing.memory.FetchMemory;
import org.xpcmachine.timing.memory.FetchTranslation;
import org.xpcmachine.timing.memory.MemorySystem;

/**
 * Times a board as Rocket cores with a common memory. Give it to {@code BoardConfig.withTiming}; after the board was built, it
 * shows the accounts of that board's harts.
 */
public final class RocketTiming implements Timing {
    private final TimingConfig config;
    private final boolean remembers;
    private RocketBoardTiming latest;

    public RocketTiming(final TimingConfig config) {
        this(config, true);
    }

    /** If not {@code remembers}, fetch is stepped cycle by cycle, see {@link FrontEnd}. */
    RocketTiming(final TimingConfig config, final boolean remembers) {
        this.config = config;
        this.remembers = remembers;
    }

    public TimingConfig config() {
        return config;
    }

    /** Without tags in its TLBs a hart has no ASIDs, so that software knows that it must flush. */
    @Override
    public HartConfig fit(final HartConfig hart) {
        return config.taggedTlb() ? hart : hart.withAsidBits(0);
    }

    @Override
    public BoardTiming forBoard(final int harts) {
        latest = new RocketBoardTiming(config, remembers);
        return latest;
    }

    /**
     * Where the cycles of a hart went, on the board that was built last.
     *
     * @throws IllegalStateException if no board was built
     */
    public CycleAccount account(final int hart) {
        board().courses.forEach(RememberingPipeline::settle);
        return board().accounts.get(hart);
    }

    /** Returns the cycles that have passed on a hart of the board that was built last. */
    public long now(final int hart) {
        board().courses.forEach(RememberingPipeline::settle);
        return board().pipelines.get(hart).now();
    }

    /** Sends what every instruction of the board that was built last takes to {@code observer}; null for none. */
    public void observe(final CycleObserver observer) {
        board().pipelines.forEach(pipeline -> pipeline.observe(observer));
        board().courses.forEach(pipeline -> pipeline.observe(observer));
    }

    private RocketBoardTiming board() {
        if (latest == null) {
            throw new IllegalStateException("no board was built with this timing");
        }
        return latest;
    }

    private static final class RocketBoardTiming implements BoardTiming {
        private final List<CycleAccount> accounts = new ArrayList<>();
        private final List<Pipeline> pipelines = new ArrayList<>();

        /** One for each pipeline if they remember; else none. */
        private final List<RememberingPipeline> courses = new ArrayList<>();

        private final TimingConfig config;
        private final boolean remembers;
        private final MemorySystem memory;

        RocketBoardTiming(final TimingConfig config, final boolean remembers) {
            this.config = config;
            this.remembers = remembers;
            memory = new MemorySystem(
                    config.memory(),
                    config.l2().orElse(null),
                    config.data().cache().size().lineBytes());
        }

        @Override
        public CycleModel forHart(final Hart hart) {
            final CycleAccount account = new CycleAccount();
            final DataPort data = new DataPort(hart, memory, account.part(), config.data());
            final EngineUnit engine = new EngineUnit(config.engine(), data);
            final FrontEnd frontEnd = new FrontEnd(
                    config.frontEnd(),
                    new FetchMemory(memory, hart.mmu.ram),
                    new FetchTranslation(hart, config.data().tlb(), data.walker()),
                    remembers);
            final Pipeline pipeline = new Pipeline(hart, frontEnd, data, engine, config.taggedTlb(), account);
            accounts.add(account);
            pipelines.add(pipeline);
            if (!remembers) {
                return pipeline;
            }
            final RememberingPipeline remembering = new RememberingPipeline(hart, pipeline, frontEnd, data, account);
            courses.add(remembering);
            return remembering;
        }
    }
}
