// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

/**
 * The keys that are for us and not for the guest: Ctrl-A X leaves, Ctrl-C ends. Ctrl-A before Ctrl-A or Ctrl-C sends
 * that key to the guest.
 */
final class EscapeKeys implements InputQueue.Filter {
    static final int CTRL_A = 1;
    static final int CTRL_C = 3;
    private static final int NONE = -1;

    private boolean escaped;
    private volatile UserEnd end = UserEnd.NOT;
    private Runnable stop = () -> {};

    /** Says what ends the run. Keys pressed before count. */
    synchronized void onEnd(final Runnable action) {
        stop = action;
        if (end != UserEnd.NOT) {
            stop.run();
        }
    }

    UserEnd end() {
        return end;
    }

    @Override
    public int apply(final int b) {
        if (escaped) {
            escaped = false;
            return switch (b) {
                case 'x', 'X' -> end(UserEnd.LEFT);
                case CTRL_A, CTRL_C -> b;
                default -> NONE;
            };
        }
        return switch (b) {
            case CTRL_A -> {
                escaped = true;
                yield NONE;
            }
            case CTRL_C -> end(UserEnd.INTERRUPTED);
            default -> b;
        };
    }

    private synchronized int end(final UserEnd how) {
        end = how;
        stop.run();
        return NONE;
    }
}
