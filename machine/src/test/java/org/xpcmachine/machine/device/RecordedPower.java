// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import java.util.ArrayList;
import java.util.List;

/** Keeps what was asked for: an exit code, or "reset". */
final class RecordedPower implements PowerControl {
    final List<String> requests = new ArrayList<>();

    @Override
    public void exit(final int code) {
        requests.add("exit " + code);
    }

    @Override
    public void reset() {
        requests.add("reset");
    }
}
