// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.xpc.XpcLayout;

/** Names of trap causes, those of the XPC engine included. */
final class Causes {
    private Causes() {}

    static String name(final long cause) {
        if (cause < 0 || cause > Integer.MAX_VALUE) {
            return Cause.name(cause);
        }
        return switch ((int) cause) {
            case XpcLayout.Cause.INVALID_XENTRY -> "invalid x-entry";
            case XpcLayout.Cause.INVALID_XCALLCAP -> "invalid xcall-cap";
            case XpcLayout.Cause.INVALID_LINKAGE -> "invalid linkage";
            case XpcLayout.Cause.SWAPSEG_ERROR -> "swapseg error";
            case XpcLayout.Cause.INVALID_SEGMASK -> "invalid seg-mask";
            default -> Cause.name(cause);
        };
    }
}
