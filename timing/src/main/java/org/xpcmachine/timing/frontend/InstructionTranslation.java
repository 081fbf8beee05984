// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

/** The I-TLB and the walker behind it, for the privilege and the address space that the hart is in. */
public interface InstructionTranslation {
    /** No entry for the page: it takes a walk. */
    long MISS = -1;

    /** An instruction fetch from there raises an exception. */
    long FAULT = -2;

    /** Returns the physical address of {@code va}, {@link #MISS} or {@link #FAULT}. It counts as a use of the entry. */
    long translate(long va);

    /** Whether addresses are physical, so that {@link #translate} neither depends on anything nor counts as a use. */
    boolean isPlain();

    /**
     * Starts a walk for {@code va} in {@code cycle}; from then on {@link #translate} does not miss there.
     *
     * @return the cycle in which the walker answers: translation succeeds from the next one on
     */
    long walk(long va, long cycle);

    /** sfence.vma: the arguments' registers hold {@code va}, {@code asid}; -1 if the register is x0. */
    void flush(long va, long asid);

    /** From now on addresses are translated as satp and the privilege mode say now, no longer as they did before. */
    void adopt();

    /** Addresses are physical. */
    InstructionTranslation NONE = new InstructionTranslation() {
        @Override
        public long translate(final long va) {
            return va;
        }

        @Override
        public boolean isPlain() {
            return true;
        }

        @Override
        public long walk(final long va, final long cycle) {
            return cycle;
        }

        @Override
        public void flush(final long va, final long asid) {}

        @Override
        public void adopt() {}
    };
}
