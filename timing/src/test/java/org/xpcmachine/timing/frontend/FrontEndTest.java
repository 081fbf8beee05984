// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xpcmachine.timing.CycleCause;

final class FrontEndTest {
    private static final int LINE = 64;
    private static final int MISPREDICTED = 4;
    private static final long LEAF = Code.BASE + 0x400;

    private final Code code = new Code();

    private void warm(final long from, final int instructions) {
        for (int i = 0; i < instructions; i++) {
            code.issue(from + i * 4L);
        }
    }

    private void restart(final long pc) {
        code.frontEnd.restart(pc, code.last + 3);
    }

    @Test
    void straightCodeThatIsCachedTakesACycleForEachInstruction() {
        warm(Code.BASE, 32);
        restart(Code.BASE);
        code.issue(Code.BASE);
        for (int i = 1; i < 32; i++) {
            assertThat(code.issue(Code.BASE + i * 4L)).isEqualTo(1);
        }
    }

    @Test
    void aLineThatIsNotCachedTakesTheLatencyAndTwentyCycles() {
        warm(Code.BASE, LINE / 4);
        assertThat(code.frontEnd.ready(Code.BASE + LINE, 4) - code.last).isEqualTo(Code.LATENCY + 20);
        assertThat(code.frontEnd.delay()).isEqualTo(CycleCause.I_MISS);
    }

    @Test
    void aFullFlushFetchesTheLineAgain() {
        warm(Code.BASE, 8);
        code.frontEnd.invalidate();
        restart(Code.BASE + 32);
        assertThat(code.issue(Code.BASE + 32)).isEqualTo(5 + Code.LATENCY + 20);
        assertThat(code.refills).isEqualTo(2);
    }

    @Test
    void aTakenLoopHasABubbleUntilItsBranchIsInTheTargetBuffer() {
        final long branch = Code.BASE + 8;
        code.put(branch, Code.branch(branch, Code.BASE));
        long took = 0;
        for (int i = 0; i < 40; i++) {
            final long before = code.last;
            code.issue(Code.BASE);
            code.issue(Code.BASE + 4);
            code.issue(branch, ControlKind.BRANCH, true, Code.BASE);
            took = code.last - before;
        }
        assertThat(took).isEqualTo(3);
        final long exit = code.issue(Code.BASE)
                + code.issue(Code.BASE + 4)
                + code.issue(branch, ControlKind.BRANCH, false, branch + 4);
        assertThat(exit).isEqualTo(3);
        assertThat(code.issue(branch + 4)).isEqualTo(MISPREDICTED);
    }

    @Test
    void aMispredictedBranchIsChargedToBranches() {
        warm(Code.BASE, 16);
        restart(Code.BASE);
        code.issue(Code.BASE, ControlKind.JUMP, true, Code.BASE + 32);
        assertThat(code.frontEnd.ready(Code.BASE + 32, 4) - code.last).isEqualTo(MISPREDICTED);
        assertThat(code.frontEnd.delay()).isEqualTo(CycleCause.BRANCH);
    }

    @Test
    void aJumpIsFoundByPredecodeAndThenRemembered() {
        final long target = Code.BASE + 16;
        code.put(Code.BASE, Code.jump(Code.BASE, target, 0));
        final long[] took = new long[4];
        for (int i = 0; i < took.length; i++) {
            code.issue(Code.BASE, ControlKind.JUMP, true, target);
            took[i] = code.issue(target);
            restart(Code.BASE);
        }
        assertThat(took[1]).isIn(1L, 2L);
        assertThat(took[3]).isEqualTo(1);
    }

    @Test
    void aReturnIsPredictedIfTheCalleeHasAnInstructionBeforeIt() {
        assertThat(call(1)).isEqualTo(1);
    }

    @Test
    void aReturnThatIsTheFirstInstructionOfItsFunctionIsMispredicted() {
        assertThat(call(0)).isEqualTo(MISPREDICTED);
    }

    /** Calls a leaf from ever other places, and returns how long the last return's target took. */
    private long call(final int instructions) {
        final long ret = LEAF + 4L * instructions;
        code.put(ret, Code.RET);
        long took = 0;
        for (int round = 0; round < 8; round++) {
            for (long site = Code.BASE + 8; site < Code.BASE + 64; site += 16) {
                code.put(site, Code.jump(site, LEAF, 1));
            }
            for (long site = Code.BASE + 8; site < Code.BASE + 64; site += 16) {
                code.issue(site - 4);
                code.issue(site, ControlKind.CALL, true, LEAF);
                for (int i = 0; i < instructions; i++) {
                    code.issue(LEAF + 4L * i);
                }
                code.issue(ret, ControlKind.RETURN, true, site + 4);
                took = code.issue(site + 4);
                code.issue(site + 8);
            }
            restart(Code.BASE + 4);
        }
        return took;
    }

    @Test
    void anInstructionThatStraddlesPacketsAfterAJumpTakesOneMoreCycle() {
        final int twoNarrow = 0x0001_0001;
        warm(Code.BASE, 16);
        code.put(Code.BASE + LINE, twoNarrow);
        code.put(Code.BASE + LINE + 4, Code.NOP << 16 | 1);
        code.put(Code.BASE + LINE + 8, 1 << 16 | Code.NOP >>> 16);
        code.issue(Code.BASE + LINE, 2);
        code.issue(Code.BASE + LINE + 2, 2);
        assertThat(code.issue(Code.BASE + LINE + 4, 2)).isEqualTo(1);
        assertThat(code.issue(Code.BASE + LINE + 6, 4)).isEqualTo(1);
        restart(Code.BASE + LINE + 6);
        assertThat(code.issue(Code.BASE + LINE + 6, 4)).isEqualTo(3 + 2 + 1);
    }

    @Test
    void anInstructionThatIsSentBackIsFetchedAnew() {
        warm(Code.BASE, 16);
        restart(Code.BASE);
        code.issue(Code.BASE);
        final long first = code.frontEnd.ready(Code.BASE + 4, 4);
        code.frontEnd.replayed(first);
        assertThat(code.frontEnd.ready(Code.BASE + 4, 4)).isEqualTo(first + 5);
    }

    @Test
    void waitingForLongChangesNothing() {
        warm(Code.BASE, 8);
        code.frontEnd.ready(Code.BASE + 32, 4);
        code.last += 1_000_000_000L;
        code.frontEnd.issued(code.last);
        assertThat(code.issue(Code.BASE + 36)).isEqualTo(1);
    }

    /**
     * The queue holds five packets. If the jump is the sixth, stage 2 has it, which stage 1 has not read, together with the word of the one before.
     */
    @Test
    void aFullQueueMakesAJumpLookLikeTheMiddleOfTheInstructionBeforeAndEmptiesTheTargetBuffer() {
        final int[] bubbles = new int[9];
        for (int before = 2; before < bubbles.length; before++) {
            bubbles[before] = afterStall(before, Code.narrowJump(Code.BASE + before * 4L, Code.BASE), 2);
        }
        assertThat(bubbles).containsExactly(0, 0, 1, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void aJumpOfFourBytesDoesNotLookLikeThatBehindAnotherInstructionOfFour() {
        for (int before = 2; before < 9; before++) {
            assertThat(afterStall(before, Code.jump(Code.BASE + before * 4L, Code.BASE, 0), 4))
                    .as("%d instructions before the jump", before)
                    .isZero();
        }
    }

    /** Goes round a loop whose jump is known, once with a stall at its first instruction; returns the bubbles behind the jump once the queue has drained. */
    private static int afterStall(final int before, final int jump, final int length) {
        final Code loop = new Code();
        final long at = Code.BASE + before * 4L;
        loop.put(at, jump);
        int bubbles = 0;
        for (int round = 0; round < 30; round++) {
            if (round == 10) {
                loop.frontEnd.ready(Code.BASE, 4);
                loop.last += 40;
                loop.frontEnd.issued(loop.last);
            } else {
                bubbles = (int) loop.issue(Code.BASE) - 1;
            }
            for (int i = 1; i < before; i++) {
                loop.issue(Code.BASE + i * 4L);
            }
            loop.issue(at, length, ControlKind.JUMP, true, Code.BASE);
        }
        return bubbles;
    }
}
