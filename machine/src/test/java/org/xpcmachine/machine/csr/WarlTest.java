// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.hart.TestHart;
import org.xpcmachine.machine.observe.Event;

/** What each register keeps of what is written to it. */
class WarlTest {
    private static final long FS_DIRTY = 3L << 13;
    private static final long SSIP = 1 << 1;
    private static final long STIP = 1 << 5;
    private static final long SEIP = 1 << 9;

    private final Hart hart = TestHart.create();
    private final CsrFile csrs = CsrFile.standard(HartConfig.DEFAULT);

    private long write(final String name, final long value) {
        csrs.write(hart, CsrNames.number(name), value);
        return read(name);
    }

    private long read(final String name) {
        return csrs.read(hart, CsrNames.number(name));
    }

    @ParameterizedTest
    @CsvSource({
        "misa, 0, 800000000014112f",
        "mvendorid, 0, 0",
        "mconfigptr, 0, 0",
        "mtvec, fffffffffffffffd, 0",
        "stvec, fffffffffffffffd, 0",
        "medeleg, ff00b3ff, 0",
        "mideleg, 222, 0",
        "mie, aaa, 0",
        "mip, 222, 0",
        "mscratch, ffffffffffffffff, 0",
        "sscratch, ffffffffffffffff, 0",
        "mepc, fffffffffffffffe, 0",
        "sepc, fffffffffffffffe, 0",
        "mcause, ffffffffffffffff, 0",
        "scause, ffffffffffffffff, 0",
        "mtval, ffffffffffffffff, 0",
        "stval, ffffffffffffffff, 0",
        "mcounteren, ffffffff, 0",
        "scounteren, ffffffff, 0",
        "mcountinhibit, 5, 0",
        "menvcfg, a000000000000001, 0",
        "senvcfg, 1, 0",
        "stimecmp, ffffffffffffffff, 0",
        "mhpmcounter3, 0, 0",
        "mhpmcounter31, 0, 0",
        "mhpmevent3, 0, 0",
        "mhpmevent31, 0, 0",
        "pmpaddr0, 3fffffffffffff, 0",
        "pmpaddr15, 3fffffffffffff, 0",
        "sie, 0, 0",
        "sip, 0, 0",
    })
    void keepsTheWritableBits(final String name, final String writable, final String fixed) {
        final long mask = Long.parseUnsignedLong(writable, 16);
        final long always = Long.parseUnsignedLong(fixed, 16);
        final boolean readOnly = CsrNames.number(name) >>> 10 == 3;
        final long seed = 1;
        final Random random = new Random(seed);
        final List<Long> values = new ArrayList<>(List.of(0L, -1L));
        random.longs(20).forEach(values::add);
        for (final long value : values) {
            if (readOnly) {
                csrs.poke(hart, CsrNames.number(name), value);
            } else {
                write(name, value);
            }
            assertThat(read(name)).as("%s of %x", name, value).isEqualTo(value & mask | always);
        }
    }

    @Test
    void mhartidIsTheHartsNumber() {
        assertThat(read("mhartid")).isEqualTo(hart.id);
    }

    @Test
    void mstatusKeepsItsFieldsAndFixedLengths() {
        final long widths = 2L << 32 | 2L << 34;
        assertThat(write("mstatus", 0)).isEqualTo(widths);
        assertThat(write("mstatus", -1)).isEqualTo(widths | 0x8000_0000_007e_79aaL);
        assertThat(write("mstatus", FS_DIRTY)).isEqualTo(widths | FS_DIRTY | Status.SD);
        assertThat(write("mstatus", 2L << 13)).isEqualTo(widths | 2L << 13);
    }

    @Test
    void theReservedPreviousModeLeavesTheOldOne() {
        for (final long legal : new long[] {0, 1, 3}) {
            write("mstatus", legal << 11);
            assertThat(write("mstatus", 2L << 11) >>> 11 & 3).isEqualTo(legal);
        }
    }

    @Test
    void sstatusIsAViewThatLeavesTheMachinesFields() {
        write("mstatus", Status.MIE | Status.MPIE | Status.TVM | 3L << 11);
        final long before = read("mstatus");
        assertThat(write("sstatus", -1)).isEqualTo(0x8000_0002_000c_6122L);
        assertThat(read("mstatus") & ~0x8000_0000_000c_6122L).isEqualTo(before);
        assertThat(write("sstatus", 0)).isEqualTo(2L << 32);
        assertThat(read("mstatus")).isEqualTo(before);
    }

    @Test
    void satpTakesOnlyTheModesThatExist() {
        assertThat(write("satp", 8L << 60 | 0xabcdL << 44 | 0xfff_ffff_ffffL))
                .isEqualTo(8L << 60 | 0xabcdL << 44 | 0xfff_ffff_ffffL);
        for (long mode = 0; mode < 16; mode++) {
            final long before = write("satp", 9L << 60 | 5);
            final long written = mode << 60 | 7;
            final boolean legal = mode == 0 || mode == 8 || mode == 9;
            assertThat(write("satp", written)).isEqualTo(legal ? written : before);
        }
    }

    @Test
    void anObserverSeesSatpChange() {
        final List<Event> events = new ArrayList<>();
        hart.observer = events::add;
        hart.steps = 9;
        write("satp", 8L << 60 | 1);
        write("satp", 15L << 60 | 2);
        assertThat(events).containsExactly(new Event.AddressSpaceSwitch(0, 9, 0, 8L << 60 | 1));
    }

    @Test
    void supervisorInterruptRegistersShowWhatIsDelegated() {
        write("mideleg", SSIP | SEIP);
        assertThat(write("sie", -1)).isEqualTo(SSIP | SEIP);
        assertThat(read("mie")).isEqualTo(SSIP | SEIP);
        write("mie", -1);
        assertThat(write("sie", 0)).isZero();
        assertThat(read("mie")).isEqualTo(0xaaaL & ~(SSIP | SEIP));
        write("mip", -1);
        assertThat(read("sip")).isEqualTo(SSIP | SEIP);
        assertThat(write("sip", 0)).isEqualTo(SEIP);
        assertThat(read("mip")).isEqualTo(STIP | SEIP);
    }

    @Test
    void theMachinesPendingBitsAreTheDevices() {
        hart.linesPending = 1 << 3 | 1 << 7 | 1 << 11;
        assertThat(write("mip", 0)).isEqualTo(0x888);
        hart.linesPending = 0;
        assertThat(write("mip", -1)).isEqualTo(0x222);
    }

    @Test
    void settingOtherBitsOfMipDoesNotLatchTheExternalLine() {
        hart.linesPending = SEIP;
        assertThat(csrs.set(hart, CsrNames.number("mip"), SSIP)).isEqualTo(SEIP);
        assertThat(read("mip")).isEqualTo(SSIP | SEIP);
        hart.linesPending = 0;
        assertThat(read("mip")).isEqualTo(SSIP);
        csrs.set(hart, CsrNames.number("mip"), SEIP);
        hart.linesPending = SEIP;
        csrs.clear(hart, CsrNames.number("mip"), SEIP);
        assertThat(read("mip")).isEqualTo(SSIP | SEIP);
        hart.linesPending = 0;
        assertThat(read("mip")).isEqualTo(SSIP);
    }

    @Test
    void withSstcTheTimerIsPendingWhileTimeHasReachedStimecmpUnsigned() {
        write("menvcfg", Environment.STCE);
        hart.time = () -> 100;
        write("stimecmp", 101);
        assertThat(read("mip")).isZero();
        assertThat(write("mip", STIP)).isZero();
        write("stimecmp", 100);
        assertThat(read("mip")).isEqualTo(STIP);
        assertThat(write("mip", 0)).isEqualTo(STIP);
        write("stimecmp", -1);
        assertThat(read("mip")).isZero();
    }

    @Test
    void withoutSstcTheTimerIsPendingBySoftware() {
        hart.time = () -> 100;
        write("menvcfg", 0);
        write("stimecmp", 0);
        assertThat(read("mip")).isZero();
        assertThat(write("mip", STIP)).isEqualTo(STIP);
    }

    @Test
    void floatingPointFieldsShareOneRegisterAndAWriteMakesThemDirty() {
        write("mstatus", 1L << 13);
        assertThat(read("fcsr")).isZero();
        assertThat(read("mstatus") & FS_DIRTY).isEqualTo(1L << 13);
        assertThat(write("fcsr", -1)).isEqualTo(0xff);
        assertThat(read("mstatus") & FS_DIRTY).isEqualTo(FS_DIRTY);
        assertThat(write("fflags", 0x2a)).isEqualTo(0x0a);
        assertThat(write("frm", 0x0b)).isEqualTo(3);
        assertThat(read("fcsr")).isEqualTo(0x6a);
        write("mstatus", 1L << 13);
        write("frm", 3);
        assertThat(read("mstatus") & FS_DIRTY).isEqualTo(FS_DIRTY);
    }

    @Test
    void aWriteToACounterIsWhatTheNextInstructionReads() {
        hart.steps = 1000;
        hart.retired = 900;
        assertThat(read("mcycle")).isEqualTo(1000);
        assertThat(read("instret")).isEqualTo(900);
        write("mcycle", 5);
        step();
        assertThat(read("mcycle")).isEqualTo(5);
        write("minstret", -1);
        step();
        assertThat(read("minstret")).isEqualTo(-1);
        step();
        assertThat(read("instret")).isZero();
        assertThat(read("cycle")).isEqualTo(7);
    }

    @Test
    void anInhibitedCounterStandsStillAndTakesWrites() {
        hart.steps = 10;
        hart.retired = 10;
        write("mcountinhibit", 1);
        step();
        step();
        assertThat(read("mcycle")).isEqualTo(11);
        assertThat(read("minstret")).isEqualTo(12);
        write("mcycle", 77);
        step();
        assertThat(read("cycle")).isEqualTo(77);
        write("mcountinhibit", 4);
        step();
        step();
        assertThat(read("mcycle")).isEqualTo(78);
        assertThat(read("minstret")).isEqualTo(14);
        write("mcountinhibit", 0);
        step();
        assertThat(read("minstret")).isEqualTo(14);
        step();
        assertThat(read("minstret")).isEqualTo(15);
    }

    private void step() {
        hart.steps++;
        hart.retired++;
    }

    @Test
    void timeIsTheMachines() {
        hart.time = () -> 123;
        assertThat(read("time")).isEqualTo(123);
    }

    @Test
    void pmpConfigurationIsReadBackByteByByte() {
        assertThat(write("pmpcfg0", 0x1f_0f_00_03_01_1c_18_08L)).isEqualTo(0x1f_0f_00_03_01_1c_18_08L);
        assertThat(write("pmpcfg2", 0x7f)).isEqualTo(0x1f);
        assertThat(write("pmpcfg2", 0x06))
                .as("writable but not readable is reserved")
                .isEqualTo(0x04);
    }

    @Test
    void aLockedPmpEntryKeepsItsRegisters() {
        write("pmpaddr1", 0x100);
        write("pmpaddr2", 0x200);
        write("pmpcfg0", 0x88_00_00L);
        assertThat(write("pmpcfg0", 0)).isEqualTo(0x88_00_00L);
        assertThat(write("pmpaddr2", 0)).isEqualTo(0x200);
        assertThat(write("pmpaddr1", 0)).as("lower bound of a locked range").isEqualTo(0x100);
        assertThat(write("pmpaddr0", 0x55)).isEqualTo(0x55);
    }

    @Test
    void entriesBeyondTheImplementedOnesReadZero() {
        final Hart small = TestHart.create(HartConfig.DEFAULT.withPmpEntries(4));
        csrs.write(small, CsrNames.number("pmpaddr3"), 1);
        csrs.write(small, CsrNames.number("pmpaddr4"), 1);
        csrs.write(small, CsrNames.number("pmpcfg0"), -1);
        assertThat(csrs.read(small, CsrNames.number("pmpaddr3"))).isEqualTo(1);
        assertThat(csrs.read(small, CsrNames.number("pmpaddr4"))).isZero();
        assertThat(csrs.read(small, CsrNames.number("pmpcfg0"))).isEqualTo(0x9f9f9f9fL);
    }

    @Test
    void whatMayMakeAnInterruptDueEndsTheBlock() {
        for (final String name :
                List.of("mstatus", "sstatus", "mie", "sie", "mip", "sip", "mideleg", "menvcfg", "stimecmp")) {
            hart.limit = 100;
            write(name, 0);
            assertThat(hart.limit).as(name).isZero();
        }
    }
}
