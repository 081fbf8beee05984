// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/**
 * Return addresses of the calls that pre-decode has seen. It is a ring: pushing onto a full stack loses the oldest.
 * What is fetched on a wrong path pushes and pops as well, and nothing repairs that.
 */
final class ReturnStack {
    private final long[] addresses;
    private int count;
    private int top;

    ReturnStack(final int entries) {
        addresses = new long[entries];
    }

    boolean isEmpty() {
        return count == 0;
    }

    long top() {
        return addresses[top];
    }

    void push(final long address) {
        if (count < addresses.length) {
            count++;
        }
        top = top == addresses.length - 1 ? 0 : top + 1;
        addresses[top] = address;
    }

    void pop() {
        if (count != 0) {
            count--;
            top = top == 0 ? addresses.length - 1 : top - 1;
        }
    }
}
