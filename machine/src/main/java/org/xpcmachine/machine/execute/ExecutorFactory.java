// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import java.util.function.Function;

/** Makes executors. Holds no state of a run. */
@FunctionalInterface
public interface ExecutorFactory {
    /** Called once for each board that is built; what is returned makes the executor of each of its cores. */
    Function<Core, Executor> forBoard();
}
