// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.lockstep;

/**
 * Every difference between our machine and QEMU 7.2 that the streams avoid or mask, and why it is one. Where a stream
 * does so, it names the constant.
 */
enum Explained {
    /** After {@code ebreak}, mtval is zero in QEMU and the pc in ours. The specification allows both (3.1.16). */
    BREAKPOINT_VALUE,

    /** QEMU keeps bit 0 of mepc and sepc, which the specification makes read-only zero (3.1.14). */
    ODD_EPC,

    /**
     * QEMU takes csrrs and csrrc of a register that holds 0 for no write, which needs no permission and leaves FS as it
     * was; the specification goes by the register's number.
     */
    ZERO_MASK,

    /** QEMU's ctzw counts on in the upper half when the lower half is zero; the specification says 32 (Zbb). */
    COUNT_OF_ZERO,

    /**
     * When no device is there, QEMU splits a misaligned access, and its mtval is the aligned part's address. Ours is
     * the access's own, where the portion that faults begins.
     */
    SPLIT_FAULT,

    /** An AMO where no memory is raises a load access fault in QEMU; the specification says store/AMO access fault. */
    AMO_WITHOUT_MEMORY,

    /** QEMU ends with a failed assertion if the second half of an instruction would be fetched where no memory is. */
    FETCH_WITHOUT_MEMORY,

    /** A page table where no memory is raises a page fault in QEMU; the specification says access fault (12.3.2). */
    TABLE_WITHOUT_MEMORY,

    /** A time far ahead overflows QEMU's nanoseconds and comes soon; timers are set to 2^50 ticks for never. */
    FAR_TIMER,

    /**
     * Fields of CSRs that one of the two does not have, or that are WARL with another choice: each row of {@link
     * CsrRule}.
     */
    CSR_FIELDS,

    /** QEMU 7.2 keeps MPRV on a return from M to a lower mode; the specification clears it since 1.12 (3.1.6.1). */
    MPRV_AFTER_RETURN,

    /**
     * QEMU looks at stimecmp when it is written, not when menvcfg.STCE changes. STCE stays as it is all through a
     * program.
     */
    TIMER_SWITCH,

    /**
     * QEMU moves the lower bound of a TOR entry only when that entry's own configuration is written, not with the
     * address register that holds it. All configurations are written after each address.
     */
    PMP_LOWER_BOUND,

    /**
     * QEMU checks a fetch to the end of its page, an access that crosses a page against one entry for both, and of any
     * access its first and last byte only, so that it misses an entry of 4 bytes inside a misaligned doubleword. Its
     * TLB keeps the answer of an entry that covers a page although one of a lower number covers a part. Hence
     * sfence.vma before each access; our own cached answers are those of bare addresses, which it does not drop.
     */
    PMP_OF_QEMU,

    /** QEMU takes the pending interrupt with the lowest number first; the specification's order is another (3.1.9). */
    PRIORITIES,

    /**
     * QEMU reserves the bytes that LR loaded, compares them, and checks nothing else when SC has no reservation; ours
     * reserves 8 bytes, does not look at the value, and SC always checks. Both are allowed: streams store nothing
     * between LR and SC, use the same size, and keep SC aligned and to memory that may be written.
     */
    RESERVATION_SET
}
