// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.HashMap;
import java.util.Map;
import org.xpcmachine.timing.replacement.TreeLru;

/**
 * The branch target buffer: fully associative, looked up in every cycle with the packet's address in fetch stage 1.
 * An entry holds the low bits of a packet's address and of the target, and for the rest the numbers of two pages of
 * 16 KiB in a small table of pages, which is replaced in turn; that an entry outlives its page makes it miss, or
 * point elsewhere.
 *
 * <p>A write takes two cycles: it is requested in one, and made in the next, when the target is in stage 1. It goes
 * to the entry that made the prediction. Rocket passes on number 0 if there was none, and only a packet with a jump
 * that pre-decode found takes the entry that was least recently used. If addresses coincide in two entries, both are
 * forgotten.
 */
final class BranchTargetBuffer {
    /** From {@link #foundAt}. */
    static final int SEVERAL = -1;

    /** The number that makes a write replace the least recently used entry. */
    static final int OLDEST = 31;

    private static final long NO_PAGE = Long.MIN_VALUE;
    private static final int PACKET = 4;
    private static final int MATCH_BITS = 14;
    private static final int MATCH_MASK = (1 << MATCH_BITS) - 1;
    private static final int KINDS = ControlKind.values().length;
    private static final int BRANCH = ControlKind.BRANCH.ordinal();
    private static final int RETURN = ControlKind.RETURN.ordinal();

    /** In what was found, above the {@link Entry}: the half in which the branch ends, and what is to be done. */
    private static final int HALF_SHIFT = Entry.BITS;

    private static final int HIT = 1 << HALF_SHIFT + 1;
    private static final int TAKEN = 1 << HALF_SHIFT + 2;

    /** Bits of {@link #save(int, Image)}. */
    static final int SAVED_BITS = Entry.SAVED_BITS + 3;

    private final int entries;
    private final ReturnStack returns;
    private final TreeLru order;
    private final Contents contents;
    private final Recorder recorder;

    /** For the low bits of a packet's address, the entries that were written with them. */
    private final int[] written = new int[1 << MATCH_BITS - 1];

    private final int[] tags;
    private final int[] targets;
    private final int[] tagPages;
    private final int[] targetPages;
    private final int[] kinds;
    private final int[] halves;
    private int valid;

    /** What an entry holds but for the target of a return. */
    private record Content(long tagPage, long to, int kind, int half) {}

    /** Then all are forgotten; numbers are never given twice. */
    private static final int MOST_CONTENTS = 1 << 12;

    private final Map<Content, Integer> contentNumbers = new HashMap<>();
    private int contentsGiven;
    private final int[] contentNumber;

    /** See {@link #foundAt(int)}. */
    private final int[] foundAt = new int[1 << MATCH_BITS - 1];

    private final long[] pages;
    private int validPages;
    private int nextPage;

    /** What stage 1 found: see {@link #lookUp}. */
    private int found;

    private long target;
    private int matches;

    /** The end of the cycle may change something. */
    private boolean busy;

    /** What stage 1 found in the cycle before, as far as the replacement order goes: the entry, or -1. */
    private int used = -1;

    private boolean requested;
    private int requestEntry;
    private boolean requestValid;
    private int requestKind;
    private long requestPc;

    private boolean writing;
    private int writeEntry;
    private boolean writeValid;
    private int writeKind;
    private long writePc;

    BranchTargetBuffer(
            final int entries,
            final int pageCount,
            final ReturnStack returns,
            final Contents contents,
            final Recorder recorder) {
        this.entries = entries;
        this.returns = returns;
        this.contents = contents;
        this.recorder = recorder;
        order = new TreeLru(entries);
        tags = new int[entries];
        targets = new int[entries];
        tagPages = new int[entries];
        targetPages = new int[entries];
        kinds = new int[entries];
        halves = new int[entries];
        contentNumber = new int[entries];
        pages = new long[pageCount];
    }

    /** Whether {@link #lookUp} and {@link #endCycle} would neither find nor change anything: then they may be left out. */
    boolean isIdle(final long pc) {
        return !busy && (written[place(pc)] & valid) == 0;
    }

    /**
     * Looks {@code pc} up; a branch is taken only if {@code history} predicts it. Returns what was found, see {@link #isHit} and the others; 0
     * for nothing.
     */
    int lookUp(final long pc, final BranchHistoryTable history) {
        matches = written[place(pc)] & valid;
        if (matches == 0) {
            found = 0;
        } else if ((matches & matches - 1) == 0) {
            busy = true;
            final int only = Integer.numberOfTrailingZeros(matches);
            final boolean hit = read(tagPages[only], targetPages[only], targets[only], kinds[only], pc);
            found = found(only, halves[only], hit, hit && (kinds[only] != BRANCH || history.predict(pc)));
        } else {
            busy = true;
            readSeveral(pc, history);
        }
        return found;
    }

    private int found(final int at, final int half, final boolean hit, final boolean taken) {
        final int entry = Entry.found(at, recorder.on ? recorder.nameOfFound() : 0);
        return entry | half << HALF_SHIFT | (hit ? HIT : 0) | (taken ? TAKEN : 0);
    }

    private boolean read(final int tagPage, final int targetPage, final int low, final int kind, final long pc) {
        if (kind == RETURN && !returns.isEmpty()) {
            target = returns.top();
        } else {
            if (kind == RETURN && recorder.on) {
                recorder.readTarget();
            }
            final boolean known = targetPage < pages.length && (validPages >>> targetPage & 1) != 0;
            target = (known ? pages[targetPage] << MATCH_BITS : 0) | low;
        }
        return tagPage != 0
                && tagPage <= pages.length
                && (validPages >>> tagPage - 1 & 1) != 0
                && pages[tagPage - 1] == pc >> MATCH_BITS;
    }

    /** Several entries match: what they hold is or-ed together. */
    private void readSeveral(final long pc, final BranchHistoryTable history) {
        int at = 0;
        int tagPage = 0;
        int targetPage = 0;
        int low = 0;
        int half = 0;
        boolean branch = false;
        boolean isReturn = false;
        for (int rest = matches; rest != 0; rest &= rest - 1) {
            final int i = Integer.numberOfTrailingZeros(rest);
            at |= i;
            tagPage |= tagPages[i];
            targetPage |= targetPages[i];
            low |= targets[i];
            half |= halves[i];
            branch |= kinds[i] == BRANCH;
            isReturn |= kinds[i] == RETURN;
        }
        final boolean hit = read(tagPage, targetPage, low, isReturn ? RETURN : KINDS, pc);
        found = found(at, half, hit, hit && (!branch || history.predict(pc)));
    }

    static boolean isHit(final int found) {
        return (found & HIT) != 0;
    }

    /** A hit, and fetch goes on at {@link #target}. */
    static boolean isTaken(final int found) {
        return (found & TAKEN) != 0;
    }

    /** The {@link Entry} found; 0 if there is none. */
    static int entry(final int found) {
        return found & Entry.MASK;
    }

    /** Which half of the packet the branch ends in. */
    static int half(final int found) {
        return found >>> HALF_SHIFT & 1;
    }

    /** Returns what was found with the entry as it is written. */
    static int save(final int found, final Image image) {
        return image.save(entry(found)) | found >> Entry.BITS << Entry.SAVED_BITS;
    }

    static int load(final int saved, final Image image) {
        return image.load(saved & (1 << Entry.SAVED_BITS) - 1) | saved >> Entry.SAVED_BITS << Entry.BITS;
    }

    /** What the last {@link #lookUp} found. */
    int found() {
        return found;
    }

    long target() {
        return target;
    }

    /**
     * Requests a write in this cycle; the later of two wins.
     *
     * @param at {@link Entry} that made the prediction, or {@link #OLDEST}
     * @param keep whether there is a jump or branch; if not, the entry is removed
     * @param kind ordinal of its {@link ControlKind}
     * @param pc address of the last half of the jump or branch
     */
    void request(final int at, final boolean keep, final int kind, final long pc) {
        requested = true;
        busy = true;
        requestEntry = at;
        requestValid = keep;
        requestKind = kind;
        requestPc = pc;
    }

    /** Whether a write is under way. */
    boolean isWriting() {
        return requested || writing;
    }

    /** Whether the end of the cycle may change anything. */
    boolean isBusy() {
        return busy;
    }

    /** Ends the cycle in which {@code pc} was in stage 1. */
    void endCycle(final long pc) {
        final int before = valid;
        if (writing) {
            replace(pc);
        } else if (used >= 0) {
            use(used);
        }
        if ((matches & matches - 1) != 0) {
            valid = before & ~matches;
            recorder.spoil();
            for (final int tag : tags) {
                changed(tag);
            }
            contents.change();
        }
        used = isTaken(found) ? entry(found) : -1;
        writing = requested;
        if (requested) {
            requested = false;
            writeEntry = requestEntry;
            writeValid = requestValid;
            writeKind = requestKind;
            writePc = requestPc;
        }
        busy = matches != 0 || used >= 0 || writing;
    }

    private void use(final int entry) {
        order.use(Entry.number(entry));
        if (recorder.on) {
            recorder.used(entry);
        }
    }

    /** The nodes of the replacement order that a use of an entry sets. */
    int path(final int at) {
        return order.path(at);
    }

    /** What it sets them to. */
    int turned(final int at) {
        return order.turned(at);
    }

    /** The replacement order is as if the entry had been used. */
    void useNumber(final int at) {
        order.use(at);
    }

    /** Likewise of several. */
    void use(final int nodes, final int values) {
        order.use(nodes, values);
    }

    /** Forgets all. */
    void flush() {
        if (recorder.on) {
            recorder.flushed();
        }
        if (valid != 0) {
            for (int rest = valid; rest != 0; rest &= rest - 1) {
                foundAt[tags[Integer.numberOfTrailingZeros(rest)]] = 0;
            }
            valid = 0;
            contents.change();
        }
    }

    /** Makes the write that is due. It can be repeated if it leaves the pages alone. */
    private void replace(final long to) {
        final int number = Entry.number(writeEntry);
        final int at = number < entries ? number : order.oldest();
        if (recorder.on) {
            if (number < entries && writeValid && writeKind != RETURN && isHeld(at, to)) {
                recorder.rewritten(writePc & -PACKET, writeEntry, this);
            } else if (hasPages(writePc, to)) {
                recorder.write(address(tags[at]), writeEntry, writeValid, writeKind, writePc, to);
            } else {
                recorder.spoil();
            }
        }
        write(at, to);
        order.use(at);
    }

    /** Returns the entry that a write to {@code at} replaces, after uses that set {@code nodes} to {@code values}. */
    int written(final int at, final int nodes, final int values) {
        return at < entries ? at : order.oldest(nodes, values);
    }

    /** Returns the address whose entry a write to {@code at} replaces, after uses that set {@code nodes} to {@code values}. */
    long replaced(final int at, final int nodes, final int values) {
        return address(tags[written(at, nodes, values)]);
    }

    /** Whether a write needs no new page. */
    boolean hasPages(final long pc, final long to) {
        return pageHits(pc >> MATCH_BITS) != 0 && pageHits(to >> MATCH_BITS) != 0;
    }

    /** Repeats a write that {@link #hasPages}. */
    void rewrite(final int at, final boolean keep, final int kind, final long pc, final long to) {
        writeValid = keep;
        writeKind = kind;
        writePc = pc;
        final int entry = at < entries ? at : order.oldest();
        write(entry, to);
        order.use(entry);
    }

    /** Returns the number of the entry that {@link #lookUp} finds at a {@link #place}; there is one. */
    int entryAt(final int place) {
        return Integer.numberOfTrailingZeros(written[place] & valid);
    }

    /**
     * What {@link #lookUp} finds at a {@link #place} but for what the history says, which entry that is, and the target of a return, which is on the stack:
     * a number, the same where that is the same; 0 for nothing, {@link #SEVERAL} for several entries.
     */
    int foundAt(final int place) {
        return foundAt[place];
    }

    /** Returns which place is looked up for {@code pc}: its low bits. */
    static int place(final long pc) {
        return (int) pc >>> 1 & MATCH_MASK >>> 1;
    }

    /** Returns the target of the one entry that is found at {@code pc} if that is of a return, else 0. */
    long returnTarget(final long pc) {
        final int found = written[place(pc)] & valid;
        final int i = Integer.numberOfTrailingZeros(found);
        return found == 0 || kinds[i] != RETURN ? 0 : target(i);
    }

    /** What the entry holds, as a number. */
    private int content(final int entry) {
        if (contentNumbers.size() >= MOST_CONTENTS) {
            contentNumbers.clear();
        }
        final long to = kinds[entry] == RETURN ? 0 : target(entry);
        final Content content = new Content(page(tagPages[entry] - 1), to, kinds[entry], halves[entry]);
        return contentNumbers.computeIfAbsent(content, unknown -> ++contentsGiven);
    }

    /** The entries that were written for a place, or whether they are valid, have changed. */
    private void changed(final int place) {
        final int found = written[place] & valid;
        if (found == 0) {
            foundAt[place] = 0;
        } else {
            foundAt[place] = (found & found - 1) != 0 ? SEVERAL : contentNumber[Integer.numberOfTrailingZeros(found)];
        }
    }

    /** What the pages are has changed. */
    private void pagesChanged() {
        for (int rest = valid; rest != 0; rest &= rest - 1) {
            final int entry = Integer.numberOfTrailingZeros(rest);
            contentNumber[entry] = content(entry);
            changed(tags[entry]);
        }
    }

    private long target(final int entry) {
        final long page = page(targetPages[entry]);
        return (page == NO_PAGE ? 0 : page << MATCH_BITS) | targets[entry];
    }

    /** An address at which an entry with the tag is looked up. */
    private static long address(final int tag) {
        return (long) tag << 1;
    }

    /** Whether entries for both addresses have the same tag. */
    static boolean sameTag(final long pc, final long other) {
        return ((pc ^ other) & MATCH_MASK & -4) == 0;
    }

    private long page(final int index) {
        return (validPages >>> index & 1) != 0 ? pages[index] : NO_PAGE;
    }

    private static int tag(final long pc) {
        return (int) (pc & ~3L) >>> 1 & MATCH_MASK >>> 1;
    }

    private static int low(final long to) {
        return (int) to & MATCH_MASK & ~1;
    }

    private static int half(final long pc) {
        return (int) pc >>> 1 & 1;
    }

    /** Between two cycles. */
    void save(final Image image) {
        image.put(used < 0 ? used : image.save(used));
        image.put((requested ? 1 : 0) | (writing ? 2 : 0));
        if (requested) {
            image.put(image.save(requestEntry) << 1 | (requestValid ? 1 : 0));
            image.put(requestKind);
            image.put(requestPc);
        }
        if (writing) {
            image.put(image.save(writeEntry) << 1 | (writeValid ? 1 : 0));
            image.put(writeKind);
            image.put(writePc);
        }
    }

    void load(final Image image) {
        final int saved = image.takeInt();
        used = saved < 0 ? saved : image.load(saved);
        final int writes = image.takeInt();
        requested = (writes & 1) != 0;
        writing = (writes & 2) != 0;
        if (requested) {
            final int both = image.takeInt();
            requestEntry = image.load(both >> 1);
            requestValid = (both & 1) != 0;
            requestKind = image.takeInt();
            requestPc = image.take();
        }
        if (writing) {
            final int both = image.takeInt();
            writeEntry = image.load(both >> 1);
            writeValid = (both & 1) != 0;
            writeKind = image.takeInt();
            writePc = image.take();
        }
        found = 0;
        matches = 0;
        busy = used >= 0 || requested || writing;
    }

    private void write(final int at, final long to) {
        final int before = tags[at];
        final boolean same = isHeld(at, to);
        final long tagPage = writePc >> MATCH_BITS;
        final long toPage = to >> MATCH_BITS;
        final int targetHits = pageHits(toPage);
        final int tagHits = pageHits(tagPage);
        final boolean replaceTag = tagHits == 0;
        final int tagOneHot = replaceTag ? (targetHits != 0 ? rotate(targetHits) : 1 << nextPage) : tagHits;
        final boolean replaceTarget = tagPage != toPage && targetHits == 0;
        final int targetOneHot = targetHits != 0 ? targetHits : tagPage == toPage ? tagOneHot : rotate(tagOneHot);
        final int tagIndex = Integer.numberOfTrailingZeros(tagOneHot);
        final int targetIndex = Integer.numberOfTrailingZeros(targetOneHot);
        if (replaceTag || replaceTarget) {
            final int next = nextPage + (replaceTag && replaceTarget ? 2 : 1);
            nextPage = next >= pages.length ? next & 1 : next;
        }
        if (replaceTag) {
            setPage(tagIndex, tagPage);
        }
        if (replaceTarget) {
            setPage(targetIndex, toPage);
        }
        final int tag = tag(writePc);
        written[tags[at]] &= ~(1 << at);
        written[tag] |= 1 << at;
        tags[at] = tag;
        targets[at] = low(to);
        tagPages[at] = tagIndex + 1;
        targetPages[at] = targetIndex;
        kinds[at] = writeKind;
        halves[at] = half(writePc);
        valid = writeValid ? valid | 1 << at : valid & ~(1 << at);
        if (replaceTag || replaceTarget) {
            pagesChanged();
        }
        if (replaceTag || replaceTarget || !same) {
            contentNumber[at] = content(at);
            changed(before);
            changed(tag);
            contents.change();
        }
    }

    /** Whether a write changes nothing that can be looked up. */
    private boolean isHeld(final int at, final long to) {
        return tags[at] == tag(writePc)
                && kinds[at] == writeKind
                && halves[at] == half(writePc)
                && (valid >>> at & 1) != 0 == writeValid
                && page(tagPages[at] - 1) == writePc >> MATCH_BITS
                && targets[at] == low(to)
                && page(targetPages[at]) == to >> MATCH_BITS;
    }

    private void setPage(final int index, final long page) {
        pages[index] = page;
        validPages |= 1 << index;
    }

    private int rotate(final int oneHot) {
        final int left = oneHot << 1;
        return left & (1 << pages.length) - 1 | left >>> pages.length;
    }

    private int pageHits(final long page) {
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] == page && (validPages >>> i & 1) != 0) {
                return 1 << i;
            }
        }
        return 0;
    }
}
