// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.xpc.XpcLayout.ListEntry;

/** swapseg (docs/xxpc.md, 5.3). */
class SwapsegTest {
    private static final long W = XpcLayout.Segment.WRITABLE;
    private static final long ENTRY = XpcRig.LISTS + 4096 + 32;

    private final XpcRig rig = new XpcRig();

    @BeforeEach
    void fillTheList() {
        rig.segment(XpcRig.WINDOW, XpcRig.BUFFERS, 0x1000 | W);
        rig.listEntry(1, 1, XpcRig.WINDOW + 0x10000, XpcRig.BUFFERS + 0x10000, 0x800);
        rig.word(ENTRY + ListEntry.OWNER, 42);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertRefused(final long index, final int cause, final long value) {
        final XpcRig.Trap trap = rig.refused("swapseg a0", index);
        assertThat(trap.cause()).isEqualTo(cause);
        assertThat(trap.value()).isEqualTo(value);
    }

    @Test
    void exchangesTheSegmentWithTheListEntry() {
        rig.observe();
        rig.execute("csrw xmasklen, a0", 5);
        assertThat(rig.swapseg(1)).isNull();

        assertThat(rig.get("xsegva")).isEqualTo(XpcRig.WINDOW + 0x10000);
        assertThat(rig.get("xsegpa")).isEqualTo(XpcRig.BUFFERS + 0x10000);
        assertThat(rig.get("xseglen")).isEqualTo(0x800);
        assertThat(rig.get("xmaskbase")).isEqualTo(XpcRig.WINDOW + 0x10000);
        assertThat(rig.get("xmasklen")).isEqualTo(0x800);
        assertThat(rig.word(ENTRY)).isEqualTo(XpcRig.WINDOW);
        assertThat(rig.word(ENTRY + 8)).isEqualTo(XpcRig.BUFFERS);
        assertThat(rig.word(ENTRY + 16)).isEqualTo(0x1000 | W);
        assertThat(rig.word(ENTRY + 24)).isEqualTo(42);
        assertThat(rig.events).singleElement().isInstanceOfSatisfying(Event.SegmentSwap.class, swap -> {
            assertThat(swap.index()).isEqualTo(1);
            assertThat(swap.dropped()).isEqualTo(new Event.Segment(XpcRig.WINDOW, XpcRig.BUFFERS, 0x1000));
            assertThat(swap.taken().length()).isEqualTo(0x800);
        });
    }

    @Test
    void swappingWithAnEmptyEntryPutsTheSegmentAway() {
        rig.listEntry(1, 0, 0x1234, 0x5678, W);
        assertThat(rig.swapseg(0)).isNull();
        assertThat(rig.get("xsegva")).isZero();
        assertThat(rig.get("xseglen")).isZero();
        assertThat(rig.load(XpcRig.WINDOW).cause()).isEqualTo(Cause.LOAD_PAGE_FAULT);
        assertThat(rig.swapseg(0)).isNull();
        assertThat(rig.load(XpcRig.WINDOW)).isNull();
        assertThat(rig.word(XpcRig.LISTS + 4096)).isZero();
        assertThat(rig.word(XpcRig.LISTS + 4096 + 16)).isZero();
    }

    @Test
    void refusesAnIndexOutsideTheList() {
        assertRefused(XpcRig.LIST_ENTRIES, 27, XpcRig.LIST_ENTRIES);
        assertRefused(-1, 27, -1);
        assertRefused(Long.MIN_VALUE, 27, Long.MIN_VALUE);
        rig.set("xseglist", 0);
        assertRefused(0, 27, 0);
    }

    @Test
    void refusesALockedEntry() {
        rig.word(ENTRY + ListEntry.OWNER, 43);
        assertRefused(1, 27, 1);
    }

    @Test
    void obeysPmpBeforeTheLock() {
        rig.word(ENTRY + ListEntry.OWNER, 1);
        rig.restrict(ENTRY + ListEntry.OWNER, 0);
        assertRefused(1, Cause.LOAD_ACCESS, ENTRY + ListEntry.OWNER);
        rig.restrict(ENTRY + ListEntry.LEN, Pmp.READ);
        assertRefused(1, Cause.STORE_ACCESS, ENTRY + ListEntry.LEN);
        rig.restrict(ENTRY + ListEntry.OWNER, Pmp.READ);
        assertRefused(1, 27, 1);
    }

    @Test
    void isIllegalWhileDisabled() {
        rig.set("xpcctl", 0);
        assertRefused(1, Cause.ILLEGAL_INSTRUCTION, 0x0005200b);
    }
}
