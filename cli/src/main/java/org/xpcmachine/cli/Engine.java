// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.translator.TranslatorConfig;

/** How guest code is executed; names as on the command line. */
enum Engine {
    interpreter,
    translator;

    BoardConfig on(final BoardConfig board) {
        return this == translator ? board.withExecutor(TranslatorConfig.DEFAULT) : board;
    }
}
