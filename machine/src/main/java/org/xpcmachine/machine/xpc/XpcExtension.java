// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.execute.Extension;

/**
 * Xxpc ({@code docs/xxpc.md}): gives a core its CSRs, instructions and relay segment. A core without it is plain
 * RISC-V.
 */
public final class XpcExtension implements Extension {
    private final XpcConfig config;

    public XpcExtension(final XpcConfig config) {
        this.config = config;
    }

    @Override
    public void install(final Core core) {
        final XpcState state = new XpcState(config);
        final XpcEngine engine = new XpcEngine(core.hart, state);
        new XpcRegisters(core.hart, state, engine).register(core.csrs);
        core.define(Op.XCALL, (hart, decoded, next) -> engine.xcall(decoded, next));
        core.define(Op.XRET, (hart, decoded, next) -> engine.xret(decoded, next));
        core.define(Op.SWAPSEG, (hart, decoded, next) -> engine.swapseg(decoded, next));
        engine.updateWindow();
        core.keep(exchange -> {
            exchange.part("Xxpc, " + config);
            state.exchange(exchange);
            engine.updateWindow();
        });
    }
}
