// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.mmu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.memory.Bus;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.trap.GuestTrap;

/**
 * The MMU with its TLBs against the same MMU that forgets everything before each access: whatever software does, if it
 * fences as the specification asks, the two cannot be told apart.
 */
class MmuTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261123L);
    private static final int OPERATIONS = 100_000;

    private static final long BASE = 0x8000_0000L;
    private static final long RAM_SIZE = 4 << 20;
    private static final long SV39 = 8L << 60;
    private static final int PAGES = 8;

    /** Two address spaces with a root and two lower tables each, in the first pages of RAM. */
    private static final int TABLES_SIZE = 0x6000;

    /** Where pages and the superpage point to: the second superpage of RAM. */
    private static final long DATA = BASE + 0x20_0000;

    private static final int DATA_SIZE = 0xc000;

    private final PhysicalMemory ram = new PhysicalMemory(BASE, RAM_SIZE);
    private final GuestTrap trap = new GuestTrap();
    private final Bus bus = new Bus();
    private final CodeCache codeCache = new CodeCache(ram);
    private final Mmu cached = new Mmu(ram, bus, codeCache, new Pmp(16), trap);
    private final Mmu forgetful = new Mmu(ram, bus, codeCache, new Pmp(16), trap);
    private final Random random = new Random(SEED);

    private int space;
    private int privilege;
    private boolean sum;

    @AfterEach
    void close() {
        ram.close();
    }

    @Test
    void cachingIsInvisibleToSoftwareThatFences() {
        for (final Mmu mmu : new Mmu[] {cached, forgetful}) {
            mmu.pmp.setConfig(0, Pmp.NAPOT | Pmp.READ | Pmp.WRITE | Pmp.EXECUTE);
            mmu.pmp.setAddress(0, (1L << 54) - 1);
            mmu.setUpdatesDirty(true);
        }
        for (int s = 0; s < 2; s++) {
            ram.writeLong(root(s), pointer(root(s) + 0x1000));
            ram.writeLong(root(s) + 0x1000, pointer(root(s) + 0x2000));
        }
        regime();
        for (int i = 0; i < OPERATIONS; i++) {
            step(i);
        }
    }

    private void step(final int i) {
        switch (random.nextInt(16)) {
            case 0 -> changePage();
            case 1, 2 -> {
                space = random.nextInt(2);
                privilege = random.nextInt(2);
                sum = random.nextBoolean();
                regime();
            }
            case 3 -> {
                final long va = random.nextInt(PAGES * 4096);
                final long pa = DATA + (random.nextInt(PAGES) << 12) + (va & 0xfff);
                final int length = random.nextInt(4) == 0 ? 0 : random.nextInt(3 * 4096);
                both(mmu -> mmu.setWindow(va, pa, length, permission(va)));
            }
            default -> access(i);
        }
    }

    private static int permission(final long va) {
        return (va & 1) == 0 ? Pmp.READ : Pmp.READ | Pmp.WRITE;
    }

    /** Changes one entry of one of the two spaces, and fences no more than the specification asks for. */
    private void changePage() {
        final int s = random.nextInt(2);
        if (random.nextInt(4) == 0) {
            changeUpper(s);
        } else {
            final int page = random.nextInt(PAGES);
            final long frame = DATA + (random.nextInt(PAGES) << 12);
            ram.writeLong(root(s) + 0x2000 + 8L * page, frame >> 12 << 10 | flags());
            fenceLeaf(s, (long) page << 12);
        }
    }

    /** A leaf of a superpage takes the place of a pointer, or of another leaf: then one address of it is enough. */
    private void changeUpper(final int s) {
        final long entry = root(s) + 0x1000;
        final boolean wasLeaf = Pte.isLeaf(ram.readLong(entry));
        final boolean leaf = random.nextInt(4) != 0;
        ram.writeLong(entry, leaf ? DATA >> 12 << 10 | Pte.V | Pte.R | flags() : pointer(root(s) + 0x2000));
        if (wasLeaf && leaf) {
            fenceLeaf(s, random.nextInt(PAGES * 4096));
        } else if (random.nextBoolean()) {
            cached.flushTranslations();
        } else {
            cached.flushSpace(s + 1);
        }
    }

    private void fenceLeaf(final int s, final long va) {
        if (random.nextBoolean()) {
            cached.flushAddress(va);
        } else {
            cached.flushAddress(va, s + 1);
        }
    }

    /** Valid or not, R, W, X, U, A, D by chance; W without R is left in, as reserved. */
    private long flags() {
        return random.nextInt(8) == 0 ? 0 : Pte.V | random.nextInt(256);
    }

    private void access(final int i) {
        final long va = random.nextInt(PAGES * 4096);
        final int size = 1 << random.nextInt(4);
        final boolean store = random.nextBoolean();
        final long value = random.nextLong();
        forgetful.flushAll();
        final String expected;
        final String actual;
        if (store) {
            final byte[] before = image();
            actual = outcome(cached, va, size, true, value);
            final byte[] after = image();
            restore(before);
            expected = outcome(forgetful, va, size, true, value);
            assertThat(image())
                    .as("seed %d, operation %d: RAM after store", SEED, i)
                    .isEqualTo(after);
        } else {
            actual = outcome(cached, va, size, false, 0);
            expected = outcome(forgetful, va, size, false, 0);
        }
        assertThat(actual)
                .as("seed %d, operation %d: %s of %d bytes at %#x", SEED, i, store ? "store" : "load", size, va)
                .isEqualTo(expected);
    }

    private byte[] image() {
        final byte[] bytes = new byte[TABLES_SIZE + DATA_SIZE];
        ram.copyOut(BASE, bytes, 0, TABLES_SIZE);
        ram.copyOut(DATA, bytes, TABLES_SIZE, DATA_SIZE);
        return bytes;
    }

    private void restore(final byte[] image) {
        ram.copyIn(BASE, image, 0, TABLES_SIZE);
        ram.copyIn(DATA, image, TABLES_SIZE, DATA_SIZE);
    }

    private String outcome(final Mmu mmu, final long va, final int size, final boolean store, final long value) {
        try {
            if (store) {
                store(mmu, va, size, value);
                return "stored";
            }
            return Long.toHexString(load(mmu, va, size));
        } catch (final GuestTrap raised) {
            return raised.getMessage();
        }
    }

    private static long load(final Mmu mmu, final long va, final int size) {
        return switch (size) {
            case 1 -> mmu.load8(va);
            case 2 -> mmu.load16(va);
            case 4 -> mmu.load32(va);
            default -> mmu.load64(va);
        };
    }

    private static void store(final Mmu mmu, final long va, final int size, final long value) {
        switch (size) {
            case 1 -> mmu.store8(va, value);
            case 2 -> mmu.store16(va, value);
            case 4 -> mmu.store32(va, value);
            default -> mmu.store64(va, value);
        }
    }

    private void regime() {
        final long satp = SV39 | (long) (space + 1) << 44 | root(space) >> 12;
        both(mmu -> mmu.setRegime(satp, privilege, privilege, sum, false));
    }

    private void both(final Consumer<Mmu> action) {
        action.accept(cached);
        action.accept(forgetful);
    }

    private static long root(final int space) {
        return BASE + 0x3000L * space;
    }

    private static long pointer(final long table) {
        return table >> 12 << 10 | Pte.V;
    }
}
