// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.translator;

import java.util.function.Function;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.execute.Executor;
import org.xpcmachine.machine.execute.ExecutorFactory;

/**
 * Executes by translating guest code to JVM bytecode.
 *
 * @param background whether a thread translates while the interpreter goes on; else the machine waits
 * @param eager translate what is executed for the second time; else what is hot
 * @param regionSize most instructions of a region, from 1
 * @param regions most regions that are kept
 */
public record TranslatorConfig(boolean background, boolean eager, int regionSize, int regions)
        implements ExecutorFactory {
    public static final TranslatorConfig DEFAULT = new TranslatorConfig(true, false, 300, 8192);

    public TranslatorConfig {
        if (regionSize < 1 || regions < 1) {
            throw new IllegalArgumentException("a translator needs room for a region of an instruction");
        }
    }

    @Override
    public Function<Core, Executor> forBoard() {
        return new Translator(this);
    }
}
