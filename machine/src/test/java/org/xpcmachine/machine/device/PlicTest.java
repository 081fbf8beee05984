// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.BusFault;

class PlicTest {
    private static final int SUPERVISOR = 1;

    private final Wire[] targets = Wire.many(4);
    private final Plic plic = new Plic(96, targets);

    private void priority(final int source, final int value) {
        plic.write(4L * source, 4, value);
    }

    private void enable(final int context, final int source) {
        final long register = 0x2000 + 0x80L * context + source / 32 * 4L;
        plic.write(register, 4, plic.read(register, 4) & 0xffff_ffffL | 1L << source % 32);
    }

    private void threshold(final int context, final int value) {
        plic.write(0x200000 + 0x1000L * context, 4, value);
    }

    private int claim(final int context) {
        return (int) plic.read(0x200004 + 0x1000L * context, 4);
    }

    private void complete(final int context, final int source) {
        plic.write(0x200004 + 0x1000L * context, 4, source);
    }

    private boolean isPending(final int source) {
        return (plic.read(0x1000 + source / 32 * 4L, 4) >>> source % 32 & 1) != 0;
    }

    private InterruptLine source(final int source, final int context, final int priority) {
        priority(source, priority);
        enable(context, source);
        return plic.source(source);
    }

    @Test
    void deliversClaimsAndCompletes() {
        final InterruptLine line = source(10, SUPERVISOR, 1);
        line.set(true);
        assertThat(isPending(10)).isTrue();
        assertThat(targets[SUPERVISOR].high).isTrue();
        assertThat(targets[0].high).isFalse();
        assertThat(claim(SUPERVISOR)).isEqualTo(10);
        assertThat(isPending(10)).isFalse();
        assertThat(targets[SUPERVISOR].high).isFalse();
        assertThat(claim(SUPERVISOR)).isZero();
        line.set(false);
        complete(SUPERVISOR, 10);
        assertThat(targets[SUPERVISOR].high).isFalse();
    }

    @Test
    void aLineStillHighAtCompletionInterruptsAgain() {
        source(10, SUPERVISOR, 1).set(true);
        claim(SUPERVISOR);
        complete(SUPERVISOR, 10);
        assertThat(targets[SUPERVISOR].high).isTrue();
        assertThat(claim(SUPERVISOR)).isEqualTo(10);
    }

    @Test
    void aLineThatRisesDuringServiceIsSeenAtCompletion() {
        final InterruptLine line = source(10, SUPERVISOR, 1);
        line.set(true);
        claim(SUPERVISOR);
        line.set(false);
        line.set(true);
        assertThat(isPending(10)).isFalse();
        complete(SUPERVISOR, 10);
        assertThat(isPending(10)).isTrue();
    }

    @Test
    void aRequestOnceMadeStays() {
        final InterruptLine line = source(10, SUPERVISOR, 1);
        line.set(true);
        line.set(false);
        assertThat(claim(SUPERVISOR)).isEqualTo(10);
    }

    @Test
    void higherPriorityThenLowerNumberFirst() {
        source(70, SUPERVISOR, 3).set(true);
        source(5, SUPERVISOR, 3).set(true);
        source(40, SUPERVISOR, 7).set(true);
        source(1, SUPERVISOR, 1).set(true);
        assertThat(new int[] {claim(1), claim(1), claim(1), claim(1), claim(1)}).containsExactly(40, 5, 70, 1, 0);
    }

    @Test
    void thresholdMasksTheInterruptButNotTheClaim() {
        source(10, SUPERVISOR, 3).set(true);
        threshold(SUPERVISOR, 3);
        assertThat(targets[SUPERVISOR].high).isFalse();
        threshold(SUPERVISOR, 2);
        assertThat(targets[SUPERVISOR].high).isTrue();
        threshold(SUPERVISOR, 7);
        assertThat(claim(SUPERVISOR)).isEqualTo(10);
    }

    @Test
    void priorityZeroNeverInterrupts() {
        source(10, SUPERVISOR, 0).set(true);
        assertThat(isPending(10)).isTrue();
        assertThat(targets[SUPERVISOR].high).isFalse();
        assertThat(claim(SUPERVISOR)).isZero();
    }

    @Test
    void oneClaimTakesTheRequestFromAllContexts() {
        source(10, 1, 1);
        source(10, 3, 1).set(true);
        assertThat(targets[1].high).isTrue();
        assertThat(targets[3].high).isTrue();
        assertThat(claim(3)).isEqualTo(10);
        assertThat(targets[1].high).isFalse();
        assertThat(claim(1)).isZero();
    }

    @Test
    void onlyAnEnabledContextCompletes() {
        source(10, SUPERVISOR, 1).set(true);
        claim(SUPERVISOR);
        complete(0, 10);
        complete(SUPERVISOR, 0);
        complete(SUPERVISOR, 11);
        complete(SUPERVISOR, -1);
        assertThat(isPending(10)).isFalse();
        complete(SUPERVISOR, 10);
        assertThat(isPending(10)).isTrue();
    }

    @Test
    void registersKeepOnlyWhatExists() {
        priority(10, 0xff);
        assertThat(plic.read(40, 4)).isEqualTo(7);
        priority(0, 1);
        assertThat(plic.read(0, 4)).isZero();
        plic.write(0x2000, 4, 0xffff_ffffL);
        assertThat(plic.read(0x2000, 4) & 0xffff_ffffL).isEqualTo(0xffff_fffeL);
        plic.write(0x200c, 4, 0xffff_ffffL);
        assertThat(plic.read(0x200c, 4)).isZero();
        plic.write(0x1000, 4, 0xffff_ffffL);
        assertThat(plic.read(0x1000, 4)).isZero();
        final Plic odd = new Plic(40, Wire.many(1));
        odd.write(0x2004, 4, 0xffff_ffffL);
        assertThat(odd.read(0x2004, 4)).isEqualTo(0xff);
    }

    @Test
    void everyRegisterAddressIsHarmless() {
        for (long at = 0; at < Plic.SIZE; at += 4) {
            plic.write(at, 4, 0xffff_ffffL);
            plic.read(at, 4);
        }
        assertThatThrownBy(() -> plic.read(0, 8)).isSameAs(BusFault.INSTANCE);
        assertThatThrownBy(() -> plic.write(0, 1, 0)).isSameAs(BusFault.INSTANCE);
        assertThatIllegalArgumentException().isThrownBy(() -> plic.source(0));
        assertThatIllegalArgumentException().isThrownBy(() -> plic.source(96));
    }

    @Test
    void resetForgetsEverythingButLevels() {
        source(10, SUPERVISOR, 1).set(true);
        claim(SUPERVISOR);
        plic.reset();
        assertThat(targets[SUPERVISOR].high).isFalse();
        assertThat(isPending(10)).isTrue();
        source(10, SUPERVISOR, 1);
        assertThat(targets[SUPERVISOR].high).isTrue();
    }
}
