// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.xpc.XpcLayout.Control;
import org.xpcmachine.machine.xpc.XpcLayout.ListEntry;
import org.xpcmachine.machine.xpc.XpcLayout.Record;

/**
 * Random operations of users and kernel on the engine and on {@link XpcModel}: same outcome, same state, after every
 * step; and the promises of docs/xxpc.md, 8, hold.
 */
class XpcRandomTest {
    private static final int STEPS = 4000;
    private static final int PROCESSES = 4;
    private static final int BUFFER = 0x3000;
    private static final long W = XpcLayout.Segment.WRITABLE;

    private final XpcModel model = new XpcModel(PROCESSES, XpcRig.ENTRIES, XpcRig.RECORDS, XpcRig.LIST_ENTRIES);
    private final Set<String> outcomes = new HashSet<>();
    private XpcRig rig;
    private SplittableRandom random;
    private String story;
    private int buffers;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void behavesAsSpecified(final long seed) {
        random = new SplittableRandom(seed);
        try (XpcRig made = new XpcRig()) {
            rig = made;
            startKernel();
            for (int i = 0; i < STEPS; i++) {
                story = "seed " + seed + ", step " + i + ": ";
                step();
                compare();
                assertOwnership();
            }
        }
        assertThat(outcomes)
                .as("variety, seed " + seed)
                .contains(
                        "xcall done",
                        "xcall 24",
                        "xcall 25",
                        "xcall 26",
                        "xret done",
                        "xret 26/1",
                        "xret 26/2",
                        "xret 26/4",
                        "swapseg done",
                        "swapseg 27",
                        "mask done",
                        "mask 28",
                        "load done",
                        "load 13");
    }

    private void startKernel() {
        for (int id = 1; id < XpcRig.ENTRIES; id++) {
            validate(id);
        }
        for (int process = 1; process <= PROCESSES; process++) {
            install(process, 0);
            install(process, 1);
            for (int id = 1; id < XpcRig.ENTRIES; id += 2) {
                rig.grant(process, id);
                model.grant(process, id);
            }
        }
    }

    private void step() {
        final int dice = random.nextInt(100);
        if (dice < 25) {
            xcall();
        } else if (dice < 45) {
            xret();
        } else if (dice < 55) {
            swapseg();
        } else if (dice < 70) {
            mask();
        } else if (dice < 80) {
            load();
        } else {
            kernel();
        }
    }

    private void xcall() {
        final long id = random.nextInt(10) == 0
                ? random.nextLong()
                : random.nextInt(XpcRig.ENTRIES + 1) * (random.nextInt(4) == 0 ? -1 : 1);
        story += "xcall " + id;
        final int caller = model.process;
        final boolean had = model.since.contains(List.of(caller, (int) id));
        final boolean has = model.caps.contains(List.of(caller, (int) id));
        final XpcRig.Trap trap = rig.xcall(id);
        check("xcall", model.xcall(id, rig.slot("xcall a0") + 4), trap);
        if (trap == null && id > 0) {
            assertThat(model.tag ? had : has)
                    .as("%s: called with a capability", story)
                    .isTrue();
            assertThat(rig.hart.x[5]).as(story).isEqualTo(XpcRig.cap(caller));
            assertThat(rig.hart.pc).as(story).isEqualTo(XpcRig.target((int) id));
        }
    }

    private void xret() {
        story += "xret";
        final long pc = model.stack.isEmpty() ? 0 : model.stack.getLast().pc();
        final XpcRig.Trap trap = rig.xret();
        check("xret", model.xret(), trap);
        if (trap == null) {
            assertThat(rig.hart.pc).as(story).isEqualTo(pc);
        }
    }

    private void swapseg() {
        final long index = random.nextInt(8) == 0 ? random.nextLong() : random.nextInt(XpcRig.LIST_ENTRIES);
        story += "swapseg " + index;
        check("swapseg", model.swapseg(index), rig.swapseg(index));
    }

    private void mask() {
        final boolean base = random.nextBoolean();
        final long from = model.seg == null ? 0 : model.seg.va();
        final long length = model.seg == null ? 0 : model.seg.len();
        final long value =
                random.nextInt(10) == 0 ? random.nextLong() : (base ? from - 1 : 0) + random.nextLong(length + 3);
        story += (base ? "xmaskbase " : "xmasklen ") + Long.toHexString(value);
        check(
                "mask",
                base ? model.writeMaskBase(value) : model.writeMaskLen(value),
                rig.execute(base ? "csrw xmaskbase, a0" : "csrw xmasklen, a0", value));
    }

    private void load() {
        final long from = model.seg == null ? XpcRig.WINDOW : model.seg.va();
        final long length = model.seg == null ? 64 : model.seg.len();
        final long address = from - 9 + random.nextLong(length + 18);
        story += "load " + Long.toHexString(address);
        check("load", model.load(address, 8), rig.load(address));
    }

    private void kernel() {
        final int process = 1 + random.nextInt(PROCESSES);
        final int id = 1 + random.nextInt(XpcRig.ENTRIES - 1);
        final int index = random.nextInt(XpcRig.LIST_ENTRIES);
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                rig.grant(process, id);
                model.grant(process, id);
            }
            case 2 -> {
                rig.revoke(process, id);
                model.revoke(process, id);
            }
            case 3 -> {
                rig.word(XpcRig.TABLE + 64L * id, 0);
                model.entryValid[id] = false;
            }
            case 4 -> validate(id);
            case 5 -> install(process, index);
            case 6 -> lock(process, index);
            case 7 -> setRecordValid(random.nextInt(XpcRig.RECORDS));
            default -> setPolicy();
        }
        story += "kernel";
    }

    /** Makes an x-entry valid, as section 6 says: with a flush, for it may have been valid before. */
    private void validate(final int id) {
        final int process = 1 + random.nextInt(PROCESSES);
        rig.entry(id, process);
        rig.set("xpcctl", rig.get("xpcctl"));
        model.entryProcess[id] = process;
        model.entryValid[id] = true;
        model.flush();
    }

    /** Puts a fresh segment into an empty entry. */
    private void install(final int process, final int index) {
        if (model.lists[process][index] != null || buffers == 50) {
            return;
        }
        final int n = buffers++;
        final long offset = random.nextInt(4) == 0 ? random.nextInt(4096) : 0;
        final long length = 1 + random.nextInt(BUFFER - 4096);
        final boolean writable = random.nextBoolean();
        final long va = XpcRig.WINDOW + (long) n * BUFFER + offset;
        final long pa = XpcRig.BUFFERS + (long) n * BUFFER + offset;
        rig.listEntry(process, index, va, pa, length | (writable ? W : 0));
        model.lists[process][index] = new XpcModel.Seg(va, pa, length, writable);
    }

    private void lock(final int process, final int index) {
        model.locked[process][index] ^= true;
        rig.word(listEntry(process, index) + ListEntry.OWNER, model.locked[process][index] ? 3 : 2);
    }

    private static long listEntry(final int process, final int index) {
        return XpcRig.LISTS + 4096L * process + (long) ListEntry.SIZE * index;
    }

    /** Kills a record that is on the stack, or brings it back. */
    private void setRecordValid(final int depth) {
        if (depth < model.stack.size()) {
            final boolean[] valid = model.stack.get(depth).valid();
            valid[0] = !valid[0];
            rig.word(XpcRig.LINKS + (long) Record.SIZE * depth, valid[0] ? 1 : 0);
        }
    }

    private void setPolicy() {
        model.lines = random.nextInt(4);
        model.tag = random.nextBoolean();
        model.fill = random.nextBoolean();
        model.flush();
        rig.set(
                "xpcctl",
                Control.EN
                        | (model.tag ? Control.TAG : 0)
                        | (model.fill ? Control.FILL : 0)
                        | (long) model.lines << Control.LINES_SHIFT);
    }

    private void check(final String what, final long[] expected, final XpcRig.Trap trap) {
        if (expected == null) {
            assertThat(trap).as(story).isNull();
            outcomes.add(what + " done");
            return;
        }
        assertThat(trap).as(story).isNotNull();
        assertThat(new long[] {trap.cause(), trap.value()}).as(story).isEqualTo(expected);
        outcomes.add(what + " " + expected[0] + (what.equals("xret") ? "/" + expected[1] : ""));
    }

    private void compare() {
        assertThat(rig.hart.satp).as(story).isEqualTo(XpcRig.satp(model.process));
        assertThat(rig.get("xcallcap")).as(story).isEqualTo(XpcRig.cap(model.process));
        assertThat(rig.get("xseglist")).as(story).isEqualTo(XpcRig.list(model.process));
        assertThat(rig.get("xlink")).as(story).isEqualTo(XpcRig.LINKS + (long) Record.SIZE * model.stack.size());
        assertThat(new long[] {rig.get("xsegva"), rig.get("xsegpa"), rig.get("xseglen")})
                .as(story)
                .isEqualTo(words(model.seg));
        assertThat(new long[] {rig.get("xmaskbase"), rig.get("xmasklen")})
                .as(story)
                .containsExactly(model.maskBase, model.maskLen);
        for (int process = 1; process <= PROCESSES; process++) {
            for (int i = 0; i < XpcRig.LIST_ENTRIES; i++) {
                final long at = listEntry(process, i);
                assertThat(new long[] {rig.word(at), rig.word(at + 8), rig.word(at + 16)})
                        .as("%s: list of %d", story, process)
                        .isEqualTo(words(model.lists[process][i]));
            }
        }
        for (int i = 0; i < model.stack.size(); i++) {
            final XpcModel.Frame frame = model.stack.get(i);
            final long at = XpcRig.LINKS + (long) Record.SIZE * i;
            assertThat(rig.word(at + Record.SATP)).as(story).isEqualTo(XpcRig.satp(frame.process()));
            assertThat(rig.word(at + Record.ID)).as(story).isEqualTo(frame.called());
            assertThat(rig.word(at + Record.SEGPA)).as(story).isEqualTo(words(frame.seg())[1]);
        }
    }

    private static long[] words(final XpcModel.Seg seg) {
        return seg == null ? new long[3] : new long[] {seg.va(), seg.pa(), seg.len() | (seg.w() ? W : 0)};
    }

    /**
     * No byte of a buffer is in two places: active, in a list, or kept back in a record. Read from the engine's own
     * state.
     */
    private void assertOwnership() {
        final List<long[]> ranges = new ArrayList<>();
        addRange(ranges, rig.get("xsegpa"), rig.get("xseglen") & ~W);
        for (int process = 1; process <= PROCESSES; process++) {
            for (int i = 0; i < XpcRig.LIST_ENTRIES; i++) {
                addRange(ranges, rig.word(listEntry(process, i) + 8), rig.word(listEntry(process, i) + 16) & ~W);
            }
        }
        for (long at = XpcRig.LINKS; at < rig.get("xlink"); at += Record.SIZE) {
            final long va = rig.word(at + Record.SEGVA);
            final long pa = rig.word(at + Record.SEGPA);
            final long length = rig.word(at + Record.SEGLEN) & ~W;
            final long before = rig.word(at + Record.MASKBASE) - va;
            final long after = before + rig.word(at + Record.MASKLEN);
            addRange(ranges, pa, before);
            addRange(ranges, pa + after, length - after);
        }
        ranges.sort((a, b) -> Long.compare(a[0], b[0]));
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i)[0])
                    .as("%s: start of a range after another one's end", story)
                    .isGreaterThanOrEqualTo(ranges.get(i - 1)[1]);
        }
    }

    private static void addRange(final List<long[]> ranges, final long from, final long length) {
        if (length > 0) {
            ranges.add(new long[] {from, from + length});
        }
    }
}
