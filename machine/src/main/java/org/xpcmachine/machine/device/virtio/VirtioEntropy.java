// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.virtio;

import java.util.List;
import org.xpcmachine.machine.snapshot.StateExchange;

/**
 * A source of random numbers (virtio 1.3, 5.4) that are the same in every run: they follow from a seed, by SplitMix64. For
 * experiments; whoever knows the seed knows them all.
 */
public final class VirtioEntropy implements VirtioDevice {
    private static final int CHUNK = 4096;

    private final byte[] chunk = new byte[CHUNK];
    private long seed;

    public VirtioEntropy(final long seed) {
        this.seed = seed;
    }

    @Override
    public int id() {
        return 4;
    }

    @Override
    public long features() {
        return 0;
    }

    @Override
    public int queues() {
        return 1;
    }

    @Override
    public byte[] configuration() {
        return new byte[0];
    }

    @Override
    public void available(final List<Virtqueue> queues, final int index) throws DriverError {
        final Virtqueue queue = queues.get(index);
        for (int left = queue.pending(); left > 0; left--) {
            final Chain request = queue.take();
            final int length = request.writable();
            if (length == 0) {
                throw new DriverError("entropy request without room");
            }
            while (request.writable() > 0) {
                final int bytes = Math.min(request.writable(), CHUNK);
                fill(bytes);
                request.write(chunk, 0, bytes);
            }
            queue.give(request, length);
        }
    }

    private void fill(final int length) {
        long word = 0;
        for (int i = 0; i < length; i++) {
            word = i % Long.BYTES == 0 ? next() : word >>> 8;
            chunk[i] = (byte) word;
        }
    }

    private long next() {
        seed += 0x9e3779b97f4a7c15L;
        long z = seed;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    @Override
    public void exchange(final StateExchange state) {
        seed = state.pass(seed);
    }
}
