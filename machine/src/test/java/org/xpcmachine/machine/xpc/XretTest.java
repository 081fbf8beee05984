// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.xpc.XpcLayout.Record;

/** xret (docs/xxpc.md, 5.2 and 8). */
class XretTest {
    private static final long WHOLE = 0x2000 | XpcLayout.Segment.WRITABLE;

    private final XpcRig rig = new XpcRig();

    @BeforeEach
    void call() {
        rig.entry(5, 2);
        rig.entry(6, 3);
        rig.grant(1, 5);
        rig.grant(2, 6);
        rig.segment(XpcRig.WINDOW, XpcRig.BUFFERS, WHOLE);
        rig.execute("csrw xmaskbase, a0", XpcRig.WINDOW + 0x100);
        rig.execute("csrw xmasklen, a0", 0x200);
        rig.xcall(5);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertRefused(final int reason) {
        final XpcRig.Trap trap = rig.refused("xret", 0);
        assertThat(trap.cause()).isEqualTo(26);
        assertThat(trap.value()).isEqualTo(reason);
    }

    @Test
    void restoresTheCaller() {
        rig.hart.reservation = 64;
        rig.hart.x[5] = 77;
        assertThat(rig.xret()).isNull();

        assertThat(rig.hart.pc).isEqualTo(rig.slot("xcall a0") + 4);
        assertThat(rig.hart.satp).isEqualTo(XpcRig.satp(1));
        assertThat(rig.hart.x[5]).isEqualTo(77);
        assertThat(rig.hart.reservation).isEqualTo(-1);
        assertThat(rig.get("xcallcap")).isEqualTo(XpcRig.cap(1));
        assertThat(rig.get("xseglist")).isEqualTo(XpcRig.list(1));
        assertThat(rig.get("xlink")).isEqualTo(XpcRig.LINKS);
        assertThat(rig.get("xsegva")).isEqualTo(XpcRig.WINDOW);
        assertThat(rig.get("xsegpa")).isEqualTo(XpcRig.BUFFERS);
        assertThat(rig.get("xseglen")).isEqualTo(WHOLE);
        assertThat(rig.get("xmaskbase")).isEqualTo(XpcRig.WINDOW + 0x100);
        assertThat(rig.get("xmasklen")).isEqualTo(0x200);
    }

    @Test
    void refusesOutsideTheLinkStack() {
        rig.xret();
        assertRefused(1);
        rig.set("xlink", XpcRig.LINKS + (XpcRig.RECORDS + 1) * 128);
        assertRefused(1);
    }

    @Test
    void refusesARecordThatTheKernelHasKilled() {
        rig.word(XpcRig.LINKS, 0);
        rig.word(XpcRig.LINKS + Record.SATP, 7L << 60);
        rig.restrict(XpcRig.LINKS + 8, 0);
        assertRefused(2);
    }

    @Test
    void refusesAMalformedRecordBeforeItLooksAtTheSegment() {
        rig.set("xseglen", 0);
        rig.word(XpcRig.LINKS + Record.SATP, 7L << 60);
        assertRefused(3);
        rig.word(XpcRig.LINKS + Record.SATP, XpcRig.satp(1));
        rig.word(XpcRig.LINKS + Record.PC, 1);
        assertRefused(3);
        rig.word(XpcRig.LINKS + Record.PC, 0);
        rig.word(XpcRig.LINKS + Record.MASKLEN, 0x1f01);
        assertRefused(3);
        rig.word(XpcRig.LINKS + Record.MASKLEN, 0x200);
        assertRefused(4);
    }

    @Test
    void refusesUnlessTheSegmentIsTheOneHandedOver() {
        rig.segment(XpcRig.WINDOW + 0x100, XpcRig.BUFFERS + 0x100, 0x200);
        assertRefused(4);
        rig.segment(XpcRig.WINDOW + 0x100, XpcRig.BUFFERS + 0x1100, 0x200 | XpcLayout.Segment.WRITABLE);
        assertRefused(4);
        rig.segment(XpcRig.WINDOW + 0x100, XpcRig.BUFFERS + 0x100, 0x201 | XpcLayout.Segment.WRITABLE);
        assertRefused(4);
        rig.segment(XpcRig.WINDOW + 0x100, XpcRig.BUFFERS + 0x100, 0x200 | XpcLayout.Segment.WRITABLE);
        assertThat(rig.xret()).isNull();
    }

    @Test
    void aCalleeThatSwappedTheSegmentAwayMustSwapItBack() {
        rig.swapseg(1);
        assertRefused(4);
        rig.swapseg(1);
        assertThat(rig.xret()).isNull();
    }

    @Test
    void theCalleesMaskDoesNotMatter() {
        rig.execute("csrw xmasklen, a0", 0);
        assertThat(rig.xret()).isNull();
    }

    @Test
    void partsOfPartsComeBackStepByStep() {
        rig.execute("csrw xmaskbase, a0", XpcRig.WINDOW + 0x180);
        rig.execute("csrw xmasklen, a0", 3);
        assertThat(rig.xcall(6)).isNull();
        assertThat(rig.get("xsegpa")).isEqualTo(XpcRig.BUFFERS + 0x180);
        assertThat(rig.get("uxseglen")).isEqualTo(3 | XpcLayout.Segment.WRITABLE);
        assertThat(rig.xret()).isNull();
        assertThat(rig.get("xsegva")).isEqualTo(XpcRig.WINDOW + 0x100);
        assertThat(rig.get("xmasklen")).isEqualTo(3);
        assertThat(rig.xret()).isNull();
        assertThat(rig.get("xseglen")).isEqualTo(WHOLE);
    }

    @Test
    void aCallerWithoutSegmentGetsNoneBackEvenIfItsBaseWasSet() {
        rig.xret();
        rig.segment(XpcRig.WINDOW, XpcRig.BUFFERS, 0);
        rig.xcall(5);
        assertThat(rig.xret()).isNull();
        assertThat(rig.get("xseglen")).isZero();
        assertThat(rig.get("xmasklen")).isZero();
    }

    @Test
    void theKernelCanRecoverAKilledChain() {
        rig.xcall(6);
        rig.word(XpcRig.LINKS + 128, 0);
        assertRefused(2);
        // The kernel pops the dead process and lets its caller's record return to the caller.
        rig.set("xlink", XpcRig.LINKS + 128);
        rig.segment(XpcRig.WINDOW + 0x100, XpcRig.BUFFERS + 0x100, 0x200 | XpcLayout.Segment.WRITABLE);
        assertThat(rig.xret()).isNull();
        assertThat(rig.hart.satp).isEqualTo(XpcRig.satp(1));
    }

    @Test
    void obeysPmp() {
        rig.restrict(XpcRig.LINKS, Pmp.WRITE);
        XpcRig.Trap trap = rig.refused("xret", 0);
        assertThat(trap.cause()).isEqualTo(Cause.LOAD_ACCESS);
        assertThat(trap.value()).isEqualTo(XpcRig.LINKS);
        rig.restrict(XpcRig.LINKS + Record.MASKLEN, 0);
        trap = rig.refused("xret", 0);
        assertThat(trap.value()).isEqualTo(XpcRig.LINKS + Record.MASKLEN);
        rig.restrict(XpcRig.LINKS + Record.ID, 0);
        assertThat(rig.xret()).isNull();
    }
}
