// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.timing.frontend;

import java.util.Arrays;

/**
 * What the front end holds between two events, as numbers: each part writes its own, and reads it back in the same order. Cycles are relative,
 * and what cannot have an effect any more is left out, so that states that behave alike are equal.
 */
final class Image {
    private static final int MOST = 64;

    private final long[] words = new long[MOST];
    private int size;
    private int next;

    /** The histories that are in it, each once; in the image are their numbers. */
    private final int[] histories = new int[MOST];

    private int historyCount;

    /** Likewise the entries of the branch target buffer that were found. */
    private final int[] entries = new int[Entry.MOST];

    private int entryCount;
    private boolean named;

    /** Begins to write. Histories and entries count as the same if they have the same name, or, unless {@code byName}, the same value. */
    void clear(final boolean byName) {
        size = 0;
        historyCount = 0;
        entryCount = 0;
        named = byName;
    }

    /** Returns a history's number. */
    int number(final int history) {
        final int key = named ? History.name(history) : History.value(history);
        for (int i = 0; i < historyCount; i++) {
            if (key == (named ? History.name(histories[i]) : History.value(histories[i]))) {
                return i;
            }
        }
        histories[historyCount] = history;
        return historyCount++;
    }

    int historyCount() {
        return historyCount;
    }

    int history(final int number) {
        return histories[number];
    }

    /** Returns the history of that number, named by it. */
    int named(final int number) {
        return History.named(histories[number], number);
    }

    /** Returns what an {@link Entry} is written as: its place if it was found, else its number. */
    int save(final int entry) {
        if (!Entry.isFound(entry)) {
            return entry;
        }
        final int key = named ? Entry.name(entry) : Entry.number(entry);
        for (int i = 0; i < entryCount; i++) {
            if (key == (named ? Entry.name(entries[i]) : Entry.number(entries[i]))) {
                return Entry.found(i, 0);
            }
        }
        entries[entryCount] = entry;
        return Entry.found(entryCount++, 0);
    }

    int entryCount() {
        return entryCount;
    }

    int entry(final int place) {
        return entries[place];
    }

    /** Returns the entry that was written so, named by its place. */
    int load(final int saved) {
        final int place = Entry.number(saved);
        return Entry.isFound(saved) ? Entry.found(entries[place], place) : saved;
    }

    void put(final long word) {
        words[size++] = word;
    }

    void put(final boolean word) {
        words[size++] = word ? 1 : 0;
    }

    long[] copy() {
        return Arrays.copyOf(words, size);
    }

    /** What follows is read from {@code copy}, with the histories and entries of these values. */
    void open(final long[] copy, final int[] historyValues, final int[] entryNumbers) {
        System.arraycopy(copy, 0, words, 0, copy.length);
        System.arraycopy(historyValues, 0, histories, 0, historyValues.length);
        System.arraycopy(entryNumbers, 0, entries, 0, entries.length);
        next = 0;
    }

    long take() {
        return words[next++];
    }

    int takeInt() {
        return (int) words[next++];
    }

    boolean takeBoolean() {
        return words[next++] != 0;
    }
}
