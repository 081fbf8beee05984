// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.xpc.XpcLayout.Control;

/** What the engine cache serves, and when a revocation takes effect (docs/xxpc.md, 5.4 and 6). */
class EngineCacheTest {
    private static final long FLAGS = XpcRig.TABLE + 5 * XpcLayout.Entry.SIZE;

    private final XpcRig rig = new XpcRig();

    @BeforeEach
    void makeAnEntry() {
        rig.entry(5, 2);
        rig.grant(1, 5);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private void control(final long flags, final int lines) {
        rig.set("xpcctl", Control.EN | flags | (long) lines << Control.LINES_SHIFT);
    }

    private void assertCalled() {
        assertThat(rig.xcall(5)).isNull();
        assertThat(rig.xret()).isNull();
    }

    private void assertRefused(final int cause) {
        assertThat(rig.refused("xcall a0", 5).cause()).isEqualTo(cause);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Control.TAG, Control.FILL})
    void withoutLinesMemoryDecides(final long flags) {
        control(flags, 0);
        rig.xcall(-5);
        assertCalled();
        rig.word(FLAGS, 0);
        assertRefused(24);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Control.TAG})
    void aPrefetchedEntryMayBeStaleUntilTheFlush(final long flags) {
        control(flags, 4);
        assertThat(rig.xcall(-5)).isNull();
        assertThat(rig.hart.pc).isEqualTo(rig.slot("xcall a0") + 4);
        rig.word(FLAGS, 0);
        assertCalled();
        rig.set("xpcctl", rig.get("xpcctl") | Control.FLUSH);
        assertRefused(24);
    }

    @Test
    void aCallFillsOnlyIfToldTo() {
        control(0, 4);
        assertCalled();
        rig.word(FLAGS, 0);
        assertRefused(24);
        rig.word(FLAGS, 1);
        control(Control.FILL, 4);
        assertCalled();
        rig.word(FLAGS, 0);
        assertCalled();
    }

    @Test
    void untaggedACapabilityTakenAwayIsGoneAtOnce() {
        control(0, 4);
        rig.xcall(-5);
        rig.revoke(1, 5);
        assertRefused(25);
    }

    @Test
    void aTaggedLineStandsForTheCapabilityUntilTheFlush() {
        control(Control.TAG, 4);
        rig.xcall(-5);
        rig.revoke(1, 5);
        assertCalled();
        rig.set("xentrysize", XpcRig.ENTRIES);
        assertRefused(25);
    }

    @Test
    void aTaggedLineServesItsThreadAlone() {
        control(Control.TAG, 4);
        rig.xcall(-5);
        rig.set("xcallcap", XpcRig.cap(3));
        assertRefused(25);
        rig.grant(3, 5);
        rig.word(FLAGS, 0);
        assertRefused(24);
    }

    @Test
    void aLineIsOfNoUseToAThreadWithoutCapability() {
        control(0, 4);
        rig.xcall(-5);
        rig.set("xcallcap", XpcRig.cap(3));
        assertRefused(25);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xpcctl", "xentrytable", "xentrysize"})
    void anyWriteOfTheTableRegistersEmptiesIt(final String csr) {
        control(0, 4);
        rig.xcall(-5);
        rig.word(FLAGS, 0);
        rig.get(csr);
        assertCalled();
        rig.set(csr, rig.get(csr));
        assertRefused(24);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Control.SWFLUSH})
    void aThreadSwitchEmptiesItIfToldTo(final long flags) {
        control(flags, 4);
        rig.xcall(-5);
        rig.set("xcallcap", XpcRig.cap(1));
        rig.word(FLAGS, 0);
        if (flags == 0) {
            assertCalled();
        } else {
            assertRefused(24);
        }
    }

    @Test
    void theLineFilledLongestAgoMakesRoom() {
        for (int id = 6; id < 8; id++) {
            rig.entry(id, 2);
            rig.grant(1, id);
        }
        control(0, 2);
        rig.xcall(-5);
        rig.xcall(-6);
        rig.xcall(-5);
        rig.xcall(-7);
        rig.word(FLAGS, 0);
        rig.word(FLAGS + 64, 0);
        assertRefused(24);
        assertThat(rig.xcall(6)).isNull();
    }

    @Test
    void aSmallerTableHidesACachedEntry() {
        control(Control.TAG, 4);
        rig.set("xentrysize", 5);
        rig.xcall(-5);
        assertRefused(24);
    }

    @Test
    void aPrefetchNeverTrapsNorChangesAnything() {
        control(Control.TAG, 4);
        rig.restrict(FLAGS, 0);
        for (final long id : new long[] {1, 4, 5, 6, 16, 1L << 40, Long.MAX_VALUE, Long.MIN_VALUE}) {
            rig.hart.x[10] = -id;
            final String before = rig.snapshot();
            assertThat(rig.xcall(-id)).as("prefetch of %d", id).isNull();
            assertThat(rig.snapshot()).isEqualTo(before);
        }
    }

    @Test
    void aPrefetchFetchesNothingThatMayNotBeCalled() {
        control(0, 4);
        rig.revoke(1, 5);
        rig.xcall(-5);
        rig.grant(1, 5);
        rig.word(FLAGS, 0);
        assertRefused(24);
        rig.xcall(-5);
        rig.word(FLAGS, 1);
        rig.word(FLAGS + XpcLayout.Entry.PC, XpcRig.target(9));
        rig.xcall(5);
        assertThat(rig.hart.pc).isEqualTo(XpcRig.target(9));
    }
}
