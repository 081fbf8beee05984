// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.core;

import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.cycle.EngineAccess;
import org.xpcmachine.timing.memory.DataPort;

/** The XPC engine's micro-architecture. STUB */
public final class EngineUnit {
    private long began;

    void begin(final long issue) {
        began = issue;
    }

    void load(final EngineAccess purpose, final long pa) {}

    void store(final EngineAccess purpose, final long pa) {}

    long finish(final Op op, final DataPort data) {
        return began;
    }

    long chargedElsewhere() {
        return 0;
    }
}
