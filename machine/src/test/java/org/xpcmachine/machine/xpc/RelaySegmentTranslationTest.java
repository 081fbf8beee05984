// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.Cause;

/** Loads and stores through the relay segment (docs/xxpc.md, 7). */
class RelaySegmentTranslationTest {
    private static final long W = XpcLayout.Segment.WRITABLE;
    private static final long LENGTH = 0x1804;

    /** Mapped by the page table, to itself. */
    private static final long OVERLAP = XpcRig.RAM + 0x80000;

    private final XpcRig rig = new XpcRig();

    @BeforeEach
    void makeASegment() {
        rig.segment(XpcRig.WINDOW + 0x10, XpcRig.BUFFERS, LENGTH | W);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertFault(final String instruction, final long address, final int cause) {
        final XpcRig.Trap trap = rig.refused(instruction, address);
        assertThat(trap.cause()).isEqualTo(cause);
        assertThat(trap.value()).isEqualTo(address);
    }

    @Test
    void reachesPhysicalMemoryWithoutAPageTable() {
        assertThat(rig.store(XpcRig.WINDOW + 0x18, 0x1122)).isNull();
        assertThat(rig.word(XpcRig.BUFFERS + 0x18)).isEqualTo(0x1122);
        assertThat(rig.load(XpcRig.WINDOW + 0x18)).isNull();
        assertThat(rig.a1()).isEqualTo(0x1122);
    }

    @Test
    void takesPrecedenceOverThePageTableAndNeedsNoFence() {
        rig.word(OVERLAP + 0x100, 1);
        rig.word(XpcRig.BUFFERS + 0x100, 2);
        assertThat(rig.load(OVERLAP + 0x100)).isNull();
        assertThat(rig.a1()).isEqualTo(1);
        rig.segment(OVERLAP, XpcRig.BUFFERS, 0x1000 | W);
        assertThat(rig.load(OVERLAP + 0x100)).isNull();
        assertThat(rig.a1()).isEqualTo(2);
        rig.store(OVERLAP + 0x100, 3);
        rig.set("xseglen", 0);
        rig.load(OVERLAP + 0x100);
        assertThat(rig.a1()).isEqualTo(1);
        assertThat(rig.word(XpcRig.BUFFERS + 0x100)).isEqualTo(3);
    }

    @Test
    void besideItThePageTableHoldsEvenInTheSamePage() {
        rig.segment(OVERLAP + 0x10, XpcRig.BUFFERS, 0x10 | W);
        rig.word(OVERLAP + 8, 7);
        rig.word(OVERLAP + 0x20, 8);
        rig.word(XpcRig.BUFFERS + 0x18, 9);
        for (final long[] expected : new long[][] {{8, 7}, {0x20, 8}, {0x18, 9}, {8, 7}}) {
            assertThat(rig.load(OVERLAP + expected[0])).isNull();
            assertThat(rig.a1()).isEqualTo(expected[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x14, 0xff8, 0xffc, 0x1000})
    void anAccessThatStraddlesItsEdgeIsAPageFaultNotAMix(final int offset) {
        rig.segment(OVERLAP + offset, XpcRig.BUFFERS, 0x1004 | W);
        final long from = rig.get("xsegva");
        final long to = from + 0x1004;
        for (int i = 1; i < 8; i++) {
            assertFault("ld a1, 0(a0)", from - i, Cause.LOAD_PAGE_FAULT);
            assertFault("sd a1, 0(a0)", from - i, Cause.STORE_PAGE_FAULT);
            assertFault("ld a1, 0(a0)", to - i, Cause.LOAD_PAGE_FAULT);
            assertFault("sd a1, 0(a0)", to - i, Cause.STORE_PAGE_FAULT);
        }
        assertThat(rig.load(from - 8)).isNull();
        assertThat(rig.load(from)).isNull();
        assertThat(rig.load(to - 8)).isNull();
        assertThat(rig.load(to)).isNull();
    }

    @Test
    void anAccessThatWrapsAroundIntoItIsAPageFault() {
        rig.segment(0, XpcRig.BUFFERS, 0x1000 | W);
        assertFault("ld a1, 0(a0)", -4, Cause.LOAD_PAGE_FAULT);
    }

    @Test
    void aWiderAccessThanTheSegmentIsAPageFault() {
        rig.segment(OVERLAP + 2, XpcRig.BUFFERS, 2 | W);
        assertFault("ld a1, 0(a0)", OVERLAP, Cause.LOAD_PAGE_FAULT);
        assertThat(rig.execute("lh a1, 0(a0)", OVERLAP + 2)).isNull();
    }

    @Test
    void misalignedAccessesMayCrossPagesInside() {
        assertThat(rig.store(XpcRig.WINDOW + 0xffd, 0x1234_5678_9abc_def0L)).isNull();
        assertThat(rig.ram.read(XpcRig.BUFFERS + 0xffd, 8)).isEqualTo(0x1234_5678_9abc_def0L);
        assertThat(rig.load(XpcRig.WINDOW + 0xffd)).isNull();
        assertThat(rig.a1()).isEqualTo(0x1234_5678_9abc_def0L);
    }

    @Test
    void withoutWItIsReadOnly() {
        rig.set("xseglen", LENGTH);
        final long address = XpcRig.WINDOW + 0x20;
        assertThat(rig.load(address)).isNull();
        assertFault("sd a1, 0(a0)", address, Cause.STORE_PAGE_FAULT);
        assertFault("amoadd.d a1, a1, (a0)", address, Cause.STORE_PAGE_FAULT);
        assertThat(rig.execute("lr.d a1, (a0)", address)).isNull();
        assertFault("sc.d a1, a1, (a0)", address, Cause.STORE_PAGE_FAULT);
    }

    @Test
    void atomicsGoThroughIt() {
        final long address = XpcRig.WINDOW + 0x20;
        rig.word(XpcRig.BUFFERS + 0x20, 40);
        rig.hart.x[11] = 2;
        assertThat(rig.execute("amoadd.d a1, a1, (a0)", address)).isNull();
        assertThat(rig.a1()).isEqualTo(40);
        assertThat(rig.word(XpcRig.BUFFERS + 0x20)).isEqualTo(42);
        assertThat(rig.execute("lr.d a1, (a0)", address)).isNull();
        assertThat(rig.execute("sc.d a1, a0, (a0)", address)).isNull();
        assertThat(rig.a1()).isZero();
        assertThat(rig.word(XpcRig.BUFFERS + 0x20)).isEqualTo(address);
    }

    @Test
    void pmpStillApplies() {
        final long address = XpcRig.WINDOW + 0x20;
        rig.restrict(XpcRig.BUFFERS + 0x20, Pmp.READ);
        assertThat(rig.load(address)).isNull();
        assertFault("sd a1, 0(a0)", address, Cause.STORE_ACCESS);
        rig.restrict(XpcRig.BUFFERS + 0x20, 0);
        assertFault("ld a1, 0(a0)", address, Cause.LOAD_ACCESS);
    }

    @Test
    void fetchesNeverGoThroughIt() {
        rig.hart.pc = XpcRig.WINDOW + 0x20;
        final XpcRig.Trap trap = rig.step();
        assertThat(trap.cause()).isEqualTo(Cause.FETCH_PAGE_FAULT);
        rig.segment(OVERLAP, XpcRig.BUFFERS, 0x1000 | W);
        rig.word(OVERLAP, 0x13);
        rig.hart.pc = OVERLAP;
        assertThat(rig.step()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSupervisorUsesItOnTheUsersBehalf(final boolean sum) {
        rig.word(XpcRig.BUFFERS + 0x20, 5);
        rig.mode(Privilege.S);
        rig.sum(sum);
        final XpcRig.Trap trap = rig.load(XpcRig.WINDOW + 0x20);
        if (sum) {
            assertThat(trap).isNull();
            assertThat(rig.a1()).isEqualTo(5);
        } else {
            assertThat(trap.cause()).isEqualTo(Cause.LOAD_PAGE_FAULT);
        }
    }

    @Test
    void theSupervisorDoesNotSeeItWhileItDoesNotTranslate() {
        rig.segment(OVERLAP, XpcRig.BUFFERS, 0x1000 | W);
        rig.word(OVERLAP, 1);
        rig.word(XpcRig.BUFFERS, 2);
        rig.hart.satp = 0;
        rig.mode(Privilege.S);
        rig.sum(true);
        assertThat(rig.load(OVERLAP)).isNull();
        assertThat(rig.a1()).isEqualTo(1);
        rig.user();
        assertThat(rig.load(OVERLAP)).isNull();
        assertThat(rig.a1()).isEqualTo(2);
    }

    @Test
    void machineModeSeesItUnderMprvAlone() {
        rig.segment(OVERLAP, XpcRig.BUFFERS, 0x1000 | W);
        rig.word(OVERLAP, 1);
        rig.word(XpcRig.BUFFERS, 2);
        rig.mode(Privilege.M);
        rig.load(OVERLAP);
        assertThat(rig.a1()).isEqualTo(1);
        rig.hart.mstatus = rig.hart.mstatus & ~Status.MPP | Status.MPRV;
        rig.hart.updateTranslation();
        rig.load(OVERLAP);
        assertThat(rig.a1()).isEqualTo(2);
    }

    @Test
    void whileDisabledItDoesNotExist() {
        rig.set("xpcctl", 0);
        assertFault("ld a1, 0(a0)", XpcRig.WINDOW + 0x20, Cause.LOAD_PAGE_FAULT);
        rig.set("xpcctl", XpcLayout.Control.EN);
        assertThat(rig.load(XpcRig.WINDOW + 0x20)).isNull();
    }

    @Test
    void theCalleeReachesWhatWasHandedOverAndNoMore() {
        rig.entry(5, 2);
        rig.grant(1, 5);
        rig.execute("csrw xmaskbase, a0", XpcRig.WINDOW + 0x100);
        rig.execute("csrw xmasklen, a0", 0x10);
        rig.xcall(5);
        assertThat(rig.load(XpcRig.WINDOW + 0x108)).isNull();
        assertFault("ld a1, 0(a0)", XpcRig.WINDOW + 0x110, Cause.LOAD_PAGE_FAULT);
        assertFault("ld a1, 0(a0)", XpcRig.WINDOW + 0xf8, Cause.LOAD_PAGE_FAULT);
        rig.xret();
        assertThat(rig.load(XpcRig.WINDOW + 0x110)).isNull();
    }
}
