// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

/** Sums by address: a hash table without boxes. */
final class AddressCounts {
    private static final int SMALLEST = 256;
    private static final long HASH = 0x9e37_79b9_7f4a_7c15L;

    private long[] addresses = new long[SMALLEST];
    private long[] sums = new long[SMALLEST];
    private int used;

    /** What is done with each address and its sum. */
    @FunctionalInterface
    interface Visitor {
        void visit(long address, long sum);
    }

    /** Adds {@code count}, which is more than 0, to the sum of {@code address}. */
    void add(final long address, final long count) {
        int slot = slot(address, addresses.length);
        while (sums[slot] != 0 && addresses[slot] != address) {
            slot = slot + 1 & addresses.length - 1;
        }
        if (sums[slot] == 0) {
            addresses[slot] = address;
            used++;
        }
        sums[slot] += count;
        if (used > addresses.length / 2) {
            grow();
        }
    }

    void forEach(final Visitor visitor) {
        for (int i = 0; i < sums.length; i++) {
            if (sums[i] != 0) {
                visitor.visit(addresses[i], sums[i]);
            }
        }
    }

    private void grow() {
        final long[] oldAddresses = addresses;
        final long[] oldSums = sums;
        addresses = new long[2 * oldAddresses.length];
        sums = new long[2 * oldSums.length];
        used = 0;
        for (int i = 0; i < oldSums.length; i++) {
            if (oldSums[i] != 0) {
                add(oldAddresses[i], oldSums[i]);
            }
        }
    }

    private static int slot(final long address, final int size) {
        return (int) (address * HASH >>> 32) & size - 1;
    }
}
