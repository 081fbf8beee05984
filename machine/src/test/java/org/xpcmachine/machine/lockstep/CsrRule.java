// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.xpcmachine.isa.CsrNames;

/**
 * What of a CSR is compared, and what is written to it. Bits outside differ for the reason given with the row; each is
 * an {@link Explained#CSR_FIELDS}.
 *
 * @param number of the CSR
 * @param written bits that are varied
 * @param kept bits that are always written as 1
 * @param compared bits that must be equal when read
 */
record CsrRule(int number, long written, long kept, long compared) {
    static final long MPP = 3L << 11;

    private static final long ALL = -1;
    private static final long WORD = 0xffff_ffffL;
    private static final Map<Integer, CsrRule> RULES = new HashMap<>();

    static {
        // QEMU lets software write UXL and, without vectors, VS.
        rule("mstatus", 0x807f_f9eaL & ~(3L << 15) & ~(1L << 31), 0xaL << 32, ALL);
        rule("sstatus", 0xc_6122L, 2L << 32, ALL);
        // QEMU has no B, and does not say that Zba, Zbb and Zbs are there.
        rule("misa", ALL, 0, ~2L);
        // Double trap, hypervisor and reserved causes, and calls from M, which QEMU delegates against the
        // specification.
        rule("medeleg", 0xb3ff, 0, 0xb3ff);
        // Without the hypervisor QEMU has its interrupts' bits all the same; and the counter overflow's.
        rule("mideleg", 0x222, 0, 0x222);
        rule("mie", 0xaaa, 0, 0xaaa);
        rule("sie", 0x222, 0, 0x222);
        // MTIP depends on the time.
        rule("mip", 0x222, 0, 0x222);
        rule("sip", 0x222, 0, 0x222);
        // QEMU ignores a write with a reserved mode, we clear the upper bit of the mode.
        rule("mtvec", ~2L, 0, ALL);
        rule("stvec", ~2L, 0, ALL);
        // QEMU keeps bits 63:32 of these registers of 32 bits.
        rule("mcounteren", WORD, 0, WORD);
        rule("scounteren", WORD, 0, WORD);
        // QEMU inhibits the counters 3 to 31 too, which do not count here.
        rule("mcountinhibit", WORD & ~2, 0, 5);
        // See Explained.ODD_EPC.
        rule("mepc", ~1L, 0, ALL);
        rule("sepc", ~1L, 0, ALL);
        for (final String plain : new String[] {"mscratch", "mcause", "mtval", "sscratch", "scause", "stval"}) {
            rule(plain, ALL, 0, ALL);
        }
        for (final String constant : new String[] {"mvendorid", "marchid", "mimpid", "mhartid", "mconfigptr"}) {
            rule(constant, ALL, 0, ALL);
        }
        // QEMU has the cache block fields without their extensions, and no ADUE; STCE stays, see
        // Explained.TIMER_SWITCH.
        rule("menvcfg", 1, 1L << 61, 1);
        rule("senvcfg", 1, 0, 1);
        rule("satp", ALL, 0, ALL);
        rule("fflags", ALL, 0, ALL);
        rule("frm", ALL, 0, ALL);
        rule("fcsr", ALL, 0, ~0L);
        // Only whether the access is allowed.
        for (final String counter : new String[] {"cycle", "time", "instret", "mcycle", "minstret"}) {
            rule(counter, ALL, 0, 0);
        }
        for (int i = 3; i < 32; i++) {
            rule("mhpmcounter" + i, 0, 0, 0);
            rule("mhpmevent" + i, 0, 0, 0);
            rule("hpmcounter" + i, ALL, 0, 0);
        }
        // QEMU keeps bits 63:54; of the address, and bits 6:5 and the reserved W without R of the configuration.
        for (int i = 1; i < 16; i++) {
            rule("pmpaddr" + i, (1L << 54) - (1L << 37), 1L << 36, ALL);
        }
        // Entry 0 stays as the frame sets it, so that S and U may run at all.
        rule("pmpcfg0", 0x9d9d_9d9d_9d9d_9d00L, 0x1f, ALL);
        rule("pmpcfg2", 0x9d9d_9d9d_9d9d_9d9dL, 0, ALL);
    }

    private static void rule(final String name, final long written, final long kept, final long compared) {
        final int number = CsrNames.number(name);
        if (RULES.put(number, new CsrRule(number, written, kept, compared)) != null) {
            throw new IllegalArgumentException(name);
        }
    }

    /** All CSRs that both machines have. */
    static Map<Integer, CsrRule> all() {
        return Map.copyOf(RULES);
    }

    /** The rule for a CSR; if it is not known, anything may be written, for both must refuse. */
    static CsrRule of(final int number) {
        return RULES.getOrDefault(number, new CsrRule(number, -1, 0, 0));
    }

    /**
     * A value to write.
     *
     * @param whole whether it replaces the register, rather than sets or clears bits
     */
    long value(final SplittableRandom random, final boolean whole) {
        final long any = new OperandPool(random).integer();
        long value = (random.nextBoolean() ? any : random.nextLong()) & written;
        if (number == CsrNames.number("mstatus")) {
            // MPP = 2 is reserved; which legal value it becomes is free, see Explained.CSR_FIELDS.
            final long mpp = value & MPP;
            value = value & ~MPP | (whole && mpp == 1L << 11 ? mpp : mpp == 0 ? 0 : MPP);
        }
        return whole ? value | kept : value;
    }
}
