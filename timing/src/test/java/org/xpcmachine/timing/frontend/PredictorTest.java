// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xpcmachine.timing.replacement.Lfsr16;
import org.xpcmachine.timing.replacement.TreeLru;

final class PredictorTest {
    private static final BranchHistoryTable NOT_TAKEN = new BranchHistoryTable(512, new Recorder());

    @Test
    void theReturnStackLosesTheOldest() {
        final ReturnStack stack = new ReturnStack(2, new Recorder());
        stack.push(1);
        stack.push(2);
        stack.push(3);
        assertThat(stack.top()).isEqualTo(3);
        stack.pop();
        assertThat(stack.top()).isEqualTo(2);
        stack.pop();
        assertThat(stack.isEmpty()).isTrue();
        stack.pop();
        assertThat(stack.isEmpty()).isTrue();
    }

    @Test
    void theThingReplacedIsNeverTheOneUsedLast() {
        final TreeLru order = new TreeLru(28);
        for (int i = 0; i < 1000; i++) {
            final int used = i * 7 % 28;
            order.use(used);
            assertThat(order.oldest()).isBetween(0, 27).isNotEqualTo(used);
        }
    }

    @Test
    void randomReplacementRepeatsAfterTheWholePeriod() {
        final Lfsr16 random = new Lfsr16();
        int steps = 0;
        do {
            random.step();
            steps++;
        } while (random.value() != 1);
        assertThat(steps).isEqualTo(0xffff);
    }

    @Test
    void historyTellsTheSameBranchApart() {
        final BranchHistoryTable table = new BranchHistoryTable(512, new Recorder());
        final long pc = 0x8000_1234L;
        table.resolve(table.place(pc), 0, true);
        assertThat(table.predict(pc)).isTrue();
        table.advance(true);
        assertThat(table.predict(pc)).isFalse();
        table.restore(0);
        assertThat(table.predict(pc)).isTrue();
    }

    @Test
    void predecodeKnowsTargets() {
        assertThat(Predecoder.wideOffset(Code.jump(0x1000, 0x1234, 0))).isEqualTo(0x234);
        assertThat(Predecoder.wideOffset(Code.jump(0x1000, 0xff8, 1))).isEqualTo(-8);
        assertThat(Predecoder.wideOffset(Code.branch(0x1000, 0x1ffe))).isEqualTo(0xffe);
        assertThat(Predecoder.wideOffset(Code.branch(0x1000, 0x802))).isEqualTo(-0x7fe);
        assertThat(Predecoder.narrowOffset(0xa039)).isEqualTo(14);
        assertThat(Predecoder.narrow(0x8082)).isEqualTo(Predecoder.RETURN);
        assertThat(Predecoder.narrow(0x9502)).isEqualTo(Predecoder.INDIRECT_CALL);
        assertThat(Predecoder.wide(Code.RET)).isEqualTo(Predecoder.RETURN);
    }

    @Test
    void entriesForTheSameAddressAreForgotten() {
        final BranchTargetBuffer targets =
                new BranchTargetBuffer(28, 6, new ReturnStack(6, new Recorder()), new Contents(), new Recorder());
        final long pc = 0x8000_0100L;
        final long to = 0x8000_0200L;
        for (int i = 0; i < 2; i++) {
            targets.request(BranchTargetBuffer.OLDEST, true, ControlKind.JUMP.ordinal(), pc);
            targets.lookUp(0, NOT_TAKEN);
            targets.endCycle(0);
            targets.lookUp(to, NOT_TAKEN);
            targets.endCycle(to);
            final int found = targets.lookUp(pc, NOT_TAKEN);
            if (i == 0) {
                assertThat(BranchTargetBuffer.isTaken(found)).isTrue();
                assertThat(targets.target()).isEqualTo(to);
            }
            targets.endCycle(pc);
        }
        assertThat(BranchTargetBuffer.isHit(targets.lookUp(pc, NOT_TAKEN))).isFalse();
    }
}
