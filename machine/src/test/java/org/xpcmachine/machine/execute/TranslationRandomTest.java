// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.xpcmachine.machine.execute.PageTables.A;
import static org.xpcmachine.machine.execute.PageTables.D;
import static org.xpcmachine.machine.execute.PageTables.R;
import static org.xpcmachine.machine.execute.PageTables.U;
import static org.xpcmachine.machine.execute.PageTables.V;
import static org.xpcmachine.machine.execute.PageTables.W;
import static org.xpcmachine.machine.execute.PageTables.X;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.machine.execute.PageTables.Kind;
import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.memory.PhysicalMemory;
import org.xpcmachine.machine.mmu.Pmp;
import org.xpcmachine.machine.trap.Cause;

/**
 * What is cached (translations, decoded instructions) makes no difference: two machines do the same random things to a
 * few pages, and one of them forgets everything before each access.
 */
class TranslationRandomTest {
    private static final int STEPS = 24_000;

    /** Steps without fetches, and then with, so that data becomes code and code becomes data. */
    private static final int PHASE = 3_000;

    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int A2 = 12;
    private static final int A3 = 13;

    private static final long CODE_VA = 7L << 30;
    private static final long FRAMES = GuestProgram.BASE + 0x20_0000;
    private static final int FRAME_COUNT = 6;

    /** The first frames are executed too; stores to the others stay on the fast path. */
    private static final int CODE_FRAMES = 3;

    private static final long TABLES = GuestProgram.BASE + 0x40_0000;
    private static final long TABLE_AREA = 0xa000;

    /** Enough for the TLBs of some to be replaced by others. */
    private static final int SPACES = 40;

    /** The instructions that make accesses; each is followed by nothing that matters. */
    private static final String ACCESSES = """
            main:
            .align 12
            accesses:
                lb a1, 0(a0)
                lhu a1, 0(a0)
                lw a1, 0(a0)
                ld a1, 0(a0)
                sw a2, 0(a0)
                sd a2, 0(a0)
                sh a3, 2(a0)
                amoswap.w a1, a2, (a0)
                amoswap.d a1, a2, (a0)
                lr.w a1, (a0)
                lr.d a1, (a0)
                sc.w a1, a2, (a0)
                sc.d a1, a2, (a0)
            fences:
                sfence.vma
                sfence.vma a0
                sfence.vma zero, a1
                sfence.vma a0, a1
            """;

    private static final int KINDS = 13;
    private static final int LD = 3;

    /** One of the two machines. */
    private static final class Side implements AutoCloseable {
        private final GuestProgram program = GuestProgram.of(ACCESSES);
        private final Hart hart = program.hart;
        private final PhysicalMemory ram = program.board.ram();
        private final Core core = program.board.machine().cores().getFirst();
        private final PageTables[] tables = new PageTables[SPACES];
        private final boolean forgets;
        private int space;

        Side(final int levels, final boolean forgets) {
            this.forgets = forgets;
            hart.mmu.pmp.setAddress(1, -1);
            hart.mmu.pmp.setConfig(1, Pmp.NAPOT | 7);
            for (int space = 0; space < SPACES; space++) {
                mapSpace(space, levels);
            }
            for (long at = FRAMES; at < FRAMES + FRAME_COUNT * 4096; at += 4) {
                ram.write(at, 4, instruction(at >>> 2));
            }
        }

        private void mapSpace(final int space, final int levels) {
            final PageTables own = new PageTables(ram, TABLES + space * TABLE_AREA, levels);
            tables[space] = own;
            own.map(CODE_VA, program.address("accesses"), 0, V | R | X | A);
            own.map(CODE_VA + 0x1000, program.address("accesses"), 0, V | R | X | A | U);
            for (int i = 0; i < 8; i++) {
                final int frame = (space + i) % FRAME_COUNT;
                own.map(page(i >>> 2, i & 3), FRAMES + frame * 4096L, 0, flags(frame, V | R | W | X | A | D));
            }
        }

        void step(final long pc) {
            final int privilege = hart.privilege;
            final long status = hart.mstatus;
            if (forgets) {
                hart.mmu.flushAll();
                hart.mmu.codeCache.written(FRAMES, FRAME_COUNT * 4096);
            }
            program.traps.clear();
            hart.pc = pc;
            core.run(hart.steps + 1);
            hart.privilege = privilege;
            hart.mstatus = status;
            hart.updateTranslation();
        }

        void access(final int kind, final long va, final long value) {
            hart.x[A0] = va;
            hart.x[A2] = value;
            hart.x[A3] = value >>> 16;
            final long code = switch (hart.privilege) {
                case Privilege.M -> program.address("accesses");
                case Privilege.S -> CODE_VA;
                default -> CODE_VA + 0x1000;
            };
            step(code + 4 * kind);
        }

        void fence(final int variant, final long va, final int asid) {
            final int privilege = hart.privilege;
            hart.privilege = Privilege.M;
            hart.updateTranslation();
            hart.x[A0] = va;
            hart.x[A1] = asid;
            step(program.address("fences") + 4 * variant);
            hart.privilege = privilege;
            hart.updateTranslation();
        }

        void setMode(final int privilege, final long status) {
            hart.privilege = privilege;
            hart.mstatus = Status.XL_64 | status;
            hart.updateTranslation();
        }

        /** Compares an {@code ld} with what the tables say, unless PMP forbade it. */
        void checkLoad(final long va, final String what) {
            final boolean modified = (hart.mstatus & Status.MPRV) != 0;
            final int mode = modified ? (int) (hart.mstatus >>> Status.MPP_SHIFT) & 3 : hart.privilege;
            final boolean succeeded = program.traps.isEmpty();
            if (hart.satp == 0 || mode == Privilege.M || (va & 4095) > 4096 - 8) {
                return;
            }
            final PageTables current = tables[space];
            final boolean updates = (hart.menvcfg & Environment.ADUE) != 0;
            final boolean permitted = PageTables.permits(current.pte(va), mode, hart.mstatus, updates, Kind.READ);
            if (succeeded) {
                assertThat(permitted).as(what).isTrue();
                assertThat(hart.x[A1]).as(what).isEqualTo(ram.readLong(current.translate(va)));
            } else if (program.traps.getFirst().cause() == Cause.LOAD_PAGE_FAULT) {
                assertThat(permitted).as(what).isFalse();
            }
        }

        boolean agrees(final Side other) {
            return hart.pc == other.hart.pc
                    && Arrays.equals(hart.x, other.hart.x)
                    && program.traps.equals(other.program.traps);
        }

        @Override
        public String toString() {
            return "pc %x, registers %s, traps %s".formatted(hart.pc, Arrays.toString(hart.x), program.traps);
        }

        int memory() {
            final byte[] bytes = new byte[0x40_0000];
            ram.copyOut(FRAMES, bytes, 0, bytes.length);
            return Arrays.hashCode(bytes);
        }

        @Override
        public void close() {
            program.close();
        }
    }

    /** Returns {@code addi a1, a1, n}. */
    private static long instruction(final long n) {
        return (n & 0x7ff) << 20 | 0x0005_8593;
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void cachesMakeNoDifference(final int levels) {
        final long seed = 39 + levels;
        final Random random = new Random(seed);
        int successes = 0;
        try (Side side = new Side(levels, false);
                Side reference = new Side(levels, true)) {
            for (int i = 0; i < STEPS; i++) {
                change(random, side, reference);
                final long va = randomAddress(random);
                final int kind = random.nextInt(i / PHASE % 2 == 0 ? KINDS : KINDS + 4);
                final long value = instruction(random.nextInt()) << 32 | instruction(random.nextInt());
                for (final Side each : new Side[] {side, reference}) {
                    if (kind < KINDS) {
                        each.access(kind, kind < 4 ? va : va & -8, value);
                    } else {
                        each.step(va & -4);
                    }
                }
                if (kind == LD) {
                    side.checkLoad(va, "seed %d, step %d".formatted(seed, i));
                }
                successes += side.program.traps.isEmpty() ? 1 : 0;
                if (!side.agrees(reference) || i % 1000 == 0 && side.memory() != reference.memory()) {
                    fail("seed %d, step %d, kind %d, address %x: %s, without caches %s"
                            .formatted(seed, i, kind, va, side, reference));
                }
            }
        }
        assertThat(successes).as("accesses that succeed").isGreaterThan(STEPS / 5);
    }

    /** Mostly pages of 4 KiB; also parts of superpages, one of them where the RAM is. */
    private static long randomAddress(final Random random) {
        return randomPage(random)
                + switch (random.nextInt(4)) {
                    case 0 -> random.nextInt(4096);
                    case 1 -> 4096 - 8 + random.nextInt(8);
                    default -> 8 * random.nextInt(4);
                };
    }

    private static long randomPage(final Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> 3L << 30 | (long) random.nextInt(CODE_FRAMES) << 12;
            case 1 -> FRAMES + ((long) random.nextInt(CODE_FRAMES) << 12);
            default -> page(random.nextInt(2), random.nextInt(4));
        };
    }

    /** Pages with the same {@code number} collide in a direct-mapped TLB. */
    private static long page(final int group, final int number) {
        return (1L << 30) + ((long) group << 20) + ((long) number << 12);
    }

    private static long flags(final int frame, final long flags) {
        return frame < CODE_FRAMES ? flags : flags & ~X;
    }

    private static int asid(final int space) {
        return space * 37 & 0xff;
    }

    private static void change(final Random random, final Side... sides) {
        final int what = random.nextInt(500);
        final int space = random.nextInt(SPACES);
        final boolean bare = random.nextInt(8) == 0;
        final int bits = random.nextInt();
        final long page = randomPage(random);
        final int frame = random.nextInt(FRAME_COUNT);
        final boolean shared = random.nextInt(4) == 0;
        for (final Side side : sides) {
            if (what < 20) {
                side.space = space;
                side.hart.satp = bare ? 0 : side.tables[space].satp(asid(space));
                side.hart.updateTranslation();
            } else if (what < 40) {
                final long sum = (bits & 4) != 0 ? Status.SUM : 0;
                final long mxr = (bits & 8) != 0 ? Status.MXR : 0;
                final int mode = bits & 3;
                final long modified = mode == 2 ? Status.MPRV | (bits >>> 4 & 1L) << Status.MPP_SHIFT : 0;
                side.setMode(mode == 2 ? Privilege.M : mode, sum | mxr | modified);
            } else if (what < 60) {
                remap(side, space, page, frame, bits, shared);
            } else if (what < 62) {
                side.hart.menvcfg = (bits & 1) != 0 ? Environment.ADUE : 0;
                side.hart.updateTranslation();
            } else if (what < 64) {
                side.hart.mmu.pmp.setConfig(0, (bits & 8) != 0 ? Pmp.OFF : Pmp.NAPOT | bits & 7);
                side.hart.mmu.pmp.setAddress(0, FRAMES + frame * 4096L + (bits >>> 4 & 0xff) >>> 2);
                side.hart.mmu.flushAll();
            }
        }
    }

    /** Changes one leaf and fences it with a form that covers it. */
    private static void remap(
            final Side side, final int space, final long page, final int frame, final int bits, final boolean any) {
        final long likely = V | R | W | X | A | D | bits & U;
        final long flags = (bits & 0x300) == 0 ? bits & 0xff : likely;
        if (page >= 2L << 30) {
            side.tables[space].map(page, FRAMES, 1, flags | R);
        } else {
            side.tables[space].map(page, FRAMES + frame * 4096L, 0, flags(frame, flags));
        }
        side.fence(any ? bits >>> 12 & 3 : 3, page, asid(space));
    }
}
