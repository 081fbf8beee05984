// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A second implementation of Xxpc, from docs/xxpc.md and nothing else: processes instead of satp values, sets instead
 * of bitmaps, lists instead of memory. One thread. Operations return null, or the trap as {@code {cause, stval}}.
 */
final class XpcModel {
    /** Virtual base, physical base, length, writable; null is no segment. */
    record Seg(long va, long pa, long len, boolean w) {}

    /** Everything that comes back with a return. */
    record Frame(int process, long pc, Seg seg, long maskBase, long maskLen, int called, boolean[] valid) {}

    /** A cached x-entry: who may use it (0: everybody), its ID, and the process that it leads to. */
    record Line(int owner, long id) {}

    final int processes;
    final int tableSize;
    final int maxDepth;

    final int[] entryProcess;
    final boolean[] entryValid;
    final Set<List<Integer>> caps = new HashSet<>();
    final Seg[][] lists;
    final boolean[][] locked;
    final List<Frame> stack = new ArrayList<>();
    final Map<Line, Integer> cache = new LinkedHashMap<>();

    /** Capabilities that existed at some time since the cache was emptied: what a tagged line may still stand for. */
    final Set<List<Integer>> since = new HashSet<>();

    int lines;
    boolean tag;
    boolean fill;
    int process = 1;
    Seg seg;
    long maskBase;
    long maskLen;

    XpcModel(final int processes, final int tableSize, final int maxDepth, final int listSize) {
        this.processes = processes;
        this.tableSize = tableSize;
        this.maxDepth = maxDepth;
        entryProcess = new int[tableSize];
        entryValid = new boolean[tableSize];
        lists = new Seg[processes + 1][listSize];
        locked = new boolean[processes + 1][listSize];
    }

    static long[] trap(final long cause, final long value) {
        return new long[] {cause, value};
    }

    long[] xcall(final long id, final long returnPc) {
        if (id < 0) {
            prefetch(-id);
            return null;
        }
        if (id == 0 || id >= tableSize) {
            return trap(24, id);
        }
        final Line line = new Line(tag ? process : 0, id);
        final Integer hit = cache.get(line);
        if (!(tag && hit != null) && !caps.contains(List.of(process, (int) id))) {
            return trap(25, id);
        }
        if (hit == null && !entryValid[(int) id]) {
            return trap(24, id);
        }
        if (stack.size() == maxDepth) {
            return trap(26, id);
        }
        final int to = hit != null ? hit : entryProcess[(int) id];
        if (fill && hit == null) {
            put(line, to);
        }
        final boolean none = seg == null;
        stack.add(new Frame(
                process, returnPc, seg, none ? 0 : maskBase, none ? 0 : maskLen, (int) id, new boolean[] {true}));
        seg = part(seg, maskBase, maskLen);
        wholeMask();
        process = to;
        return null;
    }

    private void prefetch(final long id) {
        if (id > 0 && id < tableSize && caps.contains(List.of(process, (int) id)) && entryValid[(int) id]) {
            put(new Line(tag ? process : 0, id), entryProcess[(int) id]);
        }
    }

    private void put(final Line line, final int to) {
        if (lines == 0) {
            return;
        }
        if (!cache.containsKey(line) && cache.size() == lines) {
            cache.remove(cache.keySet().iterator().next());
        }
        cache.put(line, to);
    }

    long[] xret() {
        if (stack.isEmpty()) {
            return trap(26, 1);
        }
        final Frame top = stack.getLast();
        if (!top.valid()[0]) {
            return trap(26, 2);
        }
        final Seg handed = part(top.seg(), top.maskBase(), top.maskLen());
        if (handed == null ? seg != null : !handed.equals(seg)) {
            return trap(26, 4);
        }
        stack.removeLast();
        process = top.process();
        seg = top.seg();
        maskBase = top.maskBase();
        maskLen = top.maskLen();
        return null;
    }

    long[] swapseg(final long index) {
        final Seg[] list = lists[process];
        if (index < 0 || index >= list.length || locked[process][(int) index]) {
            return trap(27, index);
        }
        final Seg taken = list[(int) index];
        list[(int) index] = seg;
        seg = taken;
        wholeMask();
        return null;
    }

    long[] writeMaskBase(final long value) {
        final long from = seg == null ? 0 : seg.va();
        final long to = seg == null ? 0 : seg.va() + seg.len();
        if (value < from || value > to) {
            return trap(28, value);
        }
        maskBase = value;
        maskLen = to - value;
        return null;
    }

    long[] writeMaskLen(final long value) {
        final long to = seg == null ? 0 : seg.va() + seg.len();
        if (value < 0 || value > to - maskBase) {
            return trap(28, value);
        }
        maskLen = value;
        return null;
    }

    /** Where a load of {@code size} bytes goes; the page table maps nothing there. */
    long[] load(final long address, final int size) {
        final boolean inside = seg != null && address >= seg.va() && address + size <= seg.va() + seg.len();
        return inside ? null : trap(13, address);
    }

    void grant(final int who, final int id) {
        caps.add(List.of(who, id));
        since.add(List.of(who, id));
    }

    void revoke(final int who, final int id) {
        caps.remove(List.of(who, id));
    }

    void flush() {
        cache.clear();
        since.clear();
        since.addAll(caps);
    }

    private void wholeMask() {
        maskBase = seg == null ? 0 : seg.va();
        maskLen = seg == null ? 0 : seg.len();
    }

    static Seg part(final Seg whole, final long base, final long length) {
        return length == 0 ? null : new Seg(base, whole.pa() + base - whole.va(), length, whole.w());
    }
}
