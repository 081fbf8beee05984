// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;

/** xcall (docs/xxpc.md, 5.1): what it does, and each check in its order. */
class XcallTest {
    private final XpcRig rig = new XpcRig();

    @BeforeEach
    void makeAnEntry() {
        rig.entry(5, 2);
        rig.grant(1, 5);
        rig.segment(XpcRig.WINDOW, XpcRig.BUFFERS, 0x2000 | XpcLayout.Segment.WRITABLE);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void assertRefused(final long id, final int cause, final long value) {
        final XpcRig.Trap trap = rig.refused("xcall a0", id);
        assertThat(trap.cause()).isEqualTo(cause);
        assertThat(trap.value()).isEqualTo(value);
    }

    @Test
    void entersTheCalleeAndTellsItWhoCalls() {
        rig.hart.reservation = 64;
        assertThat(rig.xcall(5)).isNull();

        assertThat(rig.hart.pc).isEqualTo(XpcRig.target(5));
        assertThat(rig.hart.satp).isEqualTo(XpcRig.satp(2));
        assertThat(rig.hart.privilege).isEqualTo(Privilege.U);
        assertThat(rig.hart.x[5]).isEqualTo(XpcRig.cap(1));
        assertThat(rig.get("xcallcap")).isEqualTo(XpcRig.cap(2));
        assertThat(rig.get("xseglist")).isEqualTo(XpcRig.list(2));
        assertThat(rig.hart.reservation).isEqualTo(-1);
    }

    @Test
    void recordsTheCallerInTheSpecifiedLayout() {
        rig.execute("csrw xmaskbase, a0", XpcRig.WINDOW + 0x18);
        rig.execute("csrw xmasklen, a0", 0x100);
        rig.xcall(5);

        final long[] expected = {
            1,
            XpcRig.satp(1),
            rig.slot("xcall a0") + 4,
            XpcRig.cap(1),
            XpcRig.list(1),
            XpcRig.WINDOW,
            XpcRig.BUFFERS,
            0x2000 | 1L << 63,
            XpcRig.WINDOW + 0x18,
            0x100,
            5,
            0,
            0,
            0,
            0,
            0,
        };
        for (int i = 0; i < expected.length; i++) {
            assertThat(rig.word(XpcRig.LINKS + 8 * i)).as("word %d", i).isEqualTo(expected[i]);
        }
        assertThat(rig.get("xlink")).isEqualTo(XpcRig.LINKS + 128);
    }

    @Test
    void handsOverTheMaskedPartOfTheSegment() {
        rig.execute("csrw xmaskbase, a0", XpcRig.WINDOW + 0x18);
        rig.execute("csrw xmasklen, a0", 0x100);
        rig.xcall(5);

        assertThat(rig.get("xsegva")).isEqualTo(XpcRig.WINDOW + 0x18);
        assertThat(rig.get("xsegpa")).isEqualTo(XpcRig.BUFFERS + 0x18);
        assertThat(rig.get("xseglen")).isEqualTo(0x100 | 1L << 63);
        assertThat(rig.get("xmaskbase")).isEqualTo(XpcRig.WINDOW + 0x18);
        assertThat(rig.get("xmasklen")).isEqualTo(0x100);
    }

    @Test
    void anEmptyMaskHandsNothingOver() {
        rig.execute("csrw xmasklen, a0", 0);
        rig.xcall(5);
        assertThat(rig.get("xsegva")).isZero();
        assertThat(rig.get("xsegpa")).isZero();
        assertThat(rig.get("xseglen")).isZero();
    }

    @Test
    void isIllegalOutsideUserMode() {
        rig.mode(Privilege.S);
        rig.hart.pc = rig.slot("xcall a0");
        rig.set("xpcctl", XpcLayout.Control.EN);
        rig.hart.x[10] = 5;
        // S cannot fetch user pages: run Bare.
        rig.hart.satp = 0;
        rig.hart.updateTranslation();
        assertThat(rig.step().cause()).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
    }

    @Test
    void isIllegalWhileDisabledOrWithTvm() {
        rig.hart.mstatus |= Status.TVM;
        assertRefused(5, Cause.ILLEGAL_INSTRUCTION, 0x0005000b);
        rig.hart.mstatus &= ~Status.TVM;
        rig.set("xpcctl", 0);
        assertRefused(5, Cause.ILLEGAL_INSTRUCTION, 0x0005000b);
        assertRefused(-5, Cause.ILLEGAL_INSTRUCTION, 0x0005000b);
    }

    @Test
    void refusesIdsOutsideTheTableBeforeAnythingElse() {
        rig.set("xcallcap", 0);
        rig.set("xlinklimit", 0);
        assertRefused(0, 24, 0);
        assertRefused(XpcRig.ENTRIES, 24, XpcRig.ENTRIES);
        assertRefused(Long.MAX_VALUE, 24, Long.MAX_VALUE);
    }

    @Test
    void refusesWithoutCapabilityWhetherTheEntryIsValidOrNot() {
        rig.set("xlinklimit", 0);
        rig.entry(6, 2);
        assertRefused(6, 25, 6);
        assertRefused(7, 25, 7);
        rig.set("xcallcap", XpcRig.cap(1) & ~0x1fL);
        assertRefused(5, 25, 5);
    }

    @Test
    void theSizeOfTheCapabilityTableBoundsIt() {
        rig.set("xentrysize", 1 << 20);
        rig.word(XpcRig.CAPS + 64 + 8, 1);
        assertRefused(64, 25, 64);
        rig.set("xcallcap", XpcRig.CAPS + 64 | 2);
        assertRefused(64, 24, 64);
    }

    @Test
    void aRadixTreeHoldsCapabilitiesToo() {
        final long root = XpcRig.RAM + 0x20000;
        final long leaf = XpcRig.RAM + 0x21000;
        rig.set("xcallcap", 1L << 60 | root | 0x1f);
        assertRefused(5, 25, 5);
        rig.word(root, leaf | 1);
        assertRefused(5, 25, 5);
        rig.word(leaf, 1 << 5);
        assertThat(rig.xcall(5)).isNull();
        assertThat(rig.hart.x[5]).isEqualTo(1L << 60 | root | 0x1f);
    }

    @Test
    void aRadixTreeCoversTwoToThe24Ids() {
        final long root = XpcRig.RAM + 0x20000;
        final long leaf = XpcRig.RAM + 0x21000;
        rig.set("xcallcap", 1L << 60 | root | 0x1f);
        rig.set("xentrysize", 0xffff_ffffL);
        rig.word(root + 8 * 511, leaf | 1);
        rig.word(leaf + 8 * 511, 1L << 63);
        assertRefused((1 << 24) - 1, Cause.LOAD_ACCESS, XpcRig.TABLE + 64L * ((1 << 24) - 1));
        assertRefused(1 << 24, 25, 1 << 24);
    }

    @Test
    void refusesAnInvalidOrMalformedEntry() {
        final long at = XpcRig.TABLE + 5 * 64;
        rig.set("xlinklimit", 0);
        rig.word(at, 0);
        assertRefused(5, 24, 5);
        rig.word(at, 1);
        rig.word(at + XpcLayout.Entry.PC, XpcRig.target(5) + 1);
        assertRefused(5, 24, 5);
        rig.word(at + XpcLayout.Entry.PC, XpcRig.target(5));
        rig.word(at + XpcLayout.Entry.SATP, 7L << 60);
        assertRefused(5, 24, 5);
    }

    @Test
    void refusesWhenTheLinkStackIsFull() {
        rig.grant(2, 5);
        for (int i = 0; i < XpcRig.RECORDS; i++) {
            assertThat(rig.xcall(5)).isNull();
        }
        assertRefused(5, 26, 5);
        rig.set("xlink", XpcRig.LINKS - 128);
        assertRefused(5, 26, 5);
    }

    @Test
    void obeysPmpWordByWord() {
        final long capability = XpcRig.CAPS + 64;
        final long entryList = XpcRig.TABLE + 5 * 64 + XpcLayout.Entry.XSEGLIST;
        final long recordId = XpcRig.LINKS + XpcLayout.Record.ID;
        rig.restrict(capability, 0);
        assertRefused(5, Cause.LOAD_ACCESS, capability);
        rig.restrict(entryList, 0);
        assertRefused(5, Cause.LOAD_ACCESS, entryList);
        rig.restrict(recordId, Pmp.READ);
        assertRefused(5, Cause.STORE_ACCESS, recordId);
        rig.restrict(recordId + 8, Pmp.READ);
        assertThat(rig.xcall(5)).isNull();
    }

    @Test
    void memoryThatIsNotThereIsAnAccessFault() {
        rig.set("xentrytable", 0x1000);
        assertRefused(5, Cause.LOAD_ACCESS, 0x1000 + 5 * 64);
        rig.set("xentrytable", XpcRig.TABLE);
        rig.set("xlinkbase", 0);
        rig.set("xlink", 0);
        assertRefused(5, Cause.STORE_ACCESS, 0);
    }

    @Test
    void isSeenByObservers() {
        rig.observe();
        rig.xcall(5);
        rig.xret();
        assertThat(rig.events).hasSize(2);
        final Event.Segment segment = new Event.Segment(XpcRig.WINDOW, XpcRig.BUFFERS, 0x2000);
        final Event.CrossCall call = (Event.CrossCall) rig.events.getFirst();
        assertThat(call.id()).isEqualTo(5);
        assertThat(call.pc()).isEqualTo(rig.slot("xcall a0"));
        assertThat(call.target()).isEqualTo(XpcRig.target(5));
        assertThat(call.from()).isEqualTo(XpcRig.satp(1));
        assertThat(call.to()).isEqualTo(XpcRig.satp(2));
        assertThat(call.segment()).isEqualTo(segment);
        final Event.CrossReturn back = (Event.CrossReturn) rig.events.getLast();
        assertThat(back.from()).isEqualTo(XpcRig.satp(2));
        assertThat(back.to()).isEqualTo(XpcRig.satp(1));
        assertThat(back.segment()).isEqualTo(segment);
    }
}
