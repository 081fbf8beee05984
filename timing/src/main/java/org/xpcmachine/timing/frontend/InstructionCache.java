// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;
import org.xpcmachine.timing.config.FrontEndConfig;
import org.xpcmachine.timing.replacement.Lfsr16;

/**
 * The L1I: physically tagged, random replacement, one refill at a time. It holds the words that were in memory when a
 * line was filled, as hardware does, so that what is fetched on a wrong path is what hardware would fetch.
 *
 * <p>Times: a refill is requested in a cycle; its first beat takes the victim away; with each beat the arrays are
 * busy, and the line can be found in the cycle after the last.
 */
final class InstructionCache {
    private static final int LINE_SHIFT = 6;
    private static final int WORDS = 1 << LINE_SHIFT - 2;
    private static final int WORD_MASK = WORDS - 1;
    private static final int BEATS = 8;
    private static final long NOTHING = -1;

    private final InstructionMemory memory;
    private final Contents contents;
    private final int ways;
    private final int setMask;
    private final Lfsr16 random = new Lfsr16();

    /** Number of the line that is held, or {@link #NOTHING}; by set, then way. */
    private final long[] lines;

    private final int[] words;

    /** {@link WordFacts} of each word. */
    private final int[] facts;

    /** The line found last, or {@link #NOTHING}, and the place of its first word: it is there as long as no line changes. */
    private long lastLine = NOTHING;

    private int lastPlace;

    private boolean refilling;
    private boolean victimGone;
    private boolean spoilt;
    private long refillLine;
    private int refillWay;
    private long firstBeat = Long.MAX_VALUE;
    private long lastBeat = Long.MIN_VALUE;

    /** The next cycle at whose end the refill changes the arrays. */
    private long nextChange = Long.MAX_VALUE;

    InstructionCache(final FrontEndConfig config, final InstructionMemory memory, final Contents contents) {
        this.memory = memory;
        this.contents = contents;
        ways = config.cacheWays();
        setMask = config.cacheSets() - 1;
        lines = new long[config.cacheSets() * ways];
        Arrays.fill(lines, NOTHING);
        words = new int[lines.length * WORDS];
        facts = new int[words.length];
    }

    /** Whether instructions can be fetched at {@code pa}. */
    boolean reaches(final long pa) {
        return memory.isMemory(pa);
    }

    /** Returns the place of the word at {@code pa} as of {@code cycle}, or -1. */
    int find(final long pa, final long cycle) {
        if (cycle > nextChange) {
            change(cycle);
        }
        final long line = pa >>> LINE_SHIFT;
        return line == lastLine || search(line) ? lastPlace + ((int) pa >>> 2 & WORD_MASK) : -1;
    }

    private boolean search(final long line) {
        final int first = ((int) line & setMask) * ways;
        for (int i = first; i < first + ways; i++) {
            if (lines[i] == line) {
                lastLine = line;
                lastPlace = i * WORDS;
                return true;
            }
        }
        return false;
    }

    int word(final int place) {
        return words[place];
    }

    /** {@link WordFacts} of the word. */
    int facts(final int place) {
        return facts[place];
    }

    /** Whether a refill is on its way in {@code cycle}. */
    boolean isRefilling(final long cycle) {
        return refilling && cycle <= lastBeat;
    }

    /** Whether a beat takes the arrays in {@code cycle}. */
    boolean isBusy(final long cycle) {
        return cycle <= lastBeat && cycle >= firstBeat;
    }

    /** Whether nothing is on its way, nor has come since it was last looked at. */
    boolean isQuiet() {
        return !refilling;
    }

    /** First and last cycle in which the present refill's beats arrive; meaningless if there is none. */
    long firstBeat() {
        return firstBeat;
    }

    /** Requests the line of {@code pa}; no refill may be on its way. */
    void refill(final long pa, final long cycle) {
        if (refilling) {
            change(cycle);
        }
        random.step();
        refilling = true;
        victimGone = false;
        spoilt = false;
        refillLine = pa >>> LINE_SHIFT;
        refillWay = random.value() & ways - 1;
        lastBeat = memory.readLine(pa, cycle);
        firstBeat = lastBeat - BEATS + 1;
        nextChange = firstBeat;
    }

    /** fence.i takes effect at the end of {@code cycle}: nothing is held, and a line on its way will not be. */
    void invalidate(final long cycle) {
        if (cycle > nextChange) {
            change(cycle);
        }
        Arrays.fill(lines, NOTHING);
        lastLine = NOTHING;
        for (int set = 0; set <= setMask; set++) {
            tell(set);
        }
        spoilt = true;
    }

    /** Makes the changes that are due before {@code cycle}. */
    private void change(final long cycle) {
        final int slot = ((int) refillLine & setMask) * ways + refillWay;
        lastLine = NOTHING;
        if (!victimGone && cycle > firstBeat) {
            victimGone = true;
            lines[slot] = NOTHING;
            nextChange = lastBeat;
        }
        if (refilling && cycle > lastBeat) {
            refilling = false;
            nextChange = Long.MAX_VALUE;
            if (!spoilt) {
                fill(slot);
            }
        }
        tell((int) refillLine & setMask);
    }

    /** Says what a set holds, words and all, for all lines of a page that share it. */
    private void tell(final int set) {
        final long[] all = new long[ways * (1 + WORDS / 2)];
        int next = 0;
        for (int slot = set * ways; slot < (set + 1) * ways; slot++) {
            all[next++] = lines[slot];
            for (int word = slot * WORDS; word < (slot + 1) * WORDS; word += 2) {
                all[next++] = lines[slot] == NOTHING ? 0 : (long) words[word] << 32 | words[word + 1] & 0xffff_ffffL;
            }
        }
        long sharing = 0;
        for (int line = set; line < Contents.LINES; line += setMask + 1) {
            sharing |= 1L << line;
        }
        contents.setCode(sharing, all);
    }

    private void fill(final int slot) {
        lines[slot] = refillLine;
        final long pa = refillLine << LINE_SHIFT;
        for (int i = 0; i < WORDS; i++) {
            final int word = memory.word(pa + i * (long) Integer.BYTES);
            words[slot * WORDS + i] = word;
            facts[slot * WORDS + i] = WordFacts.of(word);
        }
    }
}
