// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * Return addresses of the calls that pre-decode has seen. It is a ring: pushing onto a full stack loses the oldest.
 * What is fetched on a wrong path pushes and pops as well, and nothing repairs that.
 */
final class ReturnStack {
    private final long[] addresses;
    private final Recorder recorder;
    private int count;
    private int top;

    ReturnStack(final int entries, final Recorder recorder) {
        this.recorder = recorder;
        addresses = new long[entries];
    }

    boolean isEmpty() {
        if (recorder.on) {
            recorder.readReturns(count == 0, addresses[top]);
        }
        return count == 0;
    }

    /** Whether it is empty, or not, with {@code address} on top. */
    boolean is(final boolean empty, final long address) {
        return count == 0 == empty && (empty || addresses[top] == address);
    }

    /** Only if it is known not to be {@link #isEmpty}. */
    long top() {
        return addresses[top];
    }

    void push(final long address) {
        if (recorder.on) {
            recorder.pushed(address);
        }
        if (count < addresses.length) {
            count++;
        }
        top = top == addresses.length - 1 ? 0 : top + 1;
        addresses[top] = address;
    }

    void pop() {
        if (recorder.on) {
            recorder.popped();
        }
        if (count != 0) {
            count--;
            top = top == 0 ? addresses.length - 1 : top - 1;
        }
    }
}
