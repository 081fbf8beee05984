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
 * @param regionSize most instructions of a region, 1 to 1000
 * @param regions most regions that are kept
 */
public record TranslatorConfig(boolean background, boolean eager, int regionSize, int regions)
        implements ExecutorFactory {
    private static final int LARGEST_REGION = 1000;

    public static final TranslatorConfig DEFAULT = new TranslatorConfig(true, false, 300, 8192);

    public TranslatorConfig {
        if (regionSize < 1 || regionSize > LARGEST_REGION || regions < 1) {
            throw new IllegalArgumentException("regions: " + regions + " of " + regionSize
                    + " instructions; there must be at least 1, of 1 to " + LARGEST_REGION);
        }
    }

    @Override
    public Function<Core, Executor> forBoard() {
        return new Translator(this);
    }
}
