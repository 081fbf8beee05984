// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.hart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.trap.GuestTrap;

class TrapUnitTest {
    private static final int[] MODES = {Privilege.U, Privilege.S, Privilege.M};
    private static final int[] EXCEPTIONS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 15, 24, 25, 26, 27, 28, 29, 30, 31};
    private static final int[] INTERRUPTS = {1, 3, 5, 7, 9, 11};

    private final Hart hart = TestHart.create();

    @BeforeEach
    void setVectors() {
        hart.mtvec = 0x1000;
        hart.stvec = 0x2000;
    }

    private static boolean has(final long status, final long bit) {
        return (status & bit) != 0;
    }

    @Test
    void exceptionsGoWhereTheyAreDelegated() {
        for (final int cause : EXCEPTIONS) {
            for (final int mode : MODES) {
                for (int bits = 0; bits < 8; bits++) {
                    hart.medeleg = (bits & 4) != 0 ? 1L << cause : ~(1L << cause);
                    check(cause, mode, bits, (bits & 4) != 0 && mode != Privilege.M);
                }
            }
        }
    }

    @Test
    void interruptsGoWhereTheyAreDelegated() {
        for (final int interrupt : INTERRUPTS) {
            for (final int mode : MODES) {
                for (int bits = 0; bits < 8; bits++) {
                    hart.mideleg = (bits & 4) != 0 ? 1L << interrupt : ~(1L << interrupt);
                    check(Cause.INTERRUPT | interrupt, mode, bits, (bits & 4) != 0 && mode != Privilege.M);
                }
            }
        }
    }

    /** Bits 0 and 1 of {@code enables} are MIE and SIE before the trap. */
    private void check(final long cause, final int mode, final int enables, final boolean toSupervisor) {
        final boolean mie = has(enables, 1);
        final boolean sie = has(enables, 2);
        hart.mstatus = Status.XL_64 | (mie ? Status.MIE : Status.MPIE) | (sie ? Status.SIE : Status.SPIE);
        hart.privilege = mode;
        hart.pc = 0x4442;
        hart.mepc = hart.mcause = hart.mtval = hart.sepc = hart.scause = hart.stval = 99;
        hart.waiting = true;
        TrapUnit.enter(hart, cause, 0x77);
        final String what = "cause %x from %d".formatted(cause, mode);
        assertThat(hart.waiting).isFalse();
        assertThat(hart.privilege).as(what).isEqualTo(toSupervisor ? Privilege.S : Privilege.M);
        assertThat(hart.pc).isEqualTo(toSupervisor ? 0x2000 : 0x1000);
        assertThat(List.of(hart.sepc, hart.scause, hart.stval))
                .isEqualTo(toSupervisor ? List.of(0x4442L, cause, 0x77L) : List.of(99L, 99L, 99L));
        assertThat(List.of(hart.mepc, hart.mcause, hart.mtval))
                .isEqualTo(toSupervisor ? List.of(99L, 99L, 99L) : List.of(0x4442L, cause, 0x77L));
        assertThat(has(hart.mstatus, Status.SIE)).isEqualTo(!toSupervisor && sie);
        assertThat(has(hart.mstatus, Status.SPIE)).isEqualTo(toSupervisor == sie);
        assertThat(has(hart.mstatus, Status.SPP)).isEqualTo(toSupervisor && mode == Privilege.S);
        assertThat(has(hart.mstatus, Status.MIE)).isEqualTo(toSupervisor && mie);
        assertThat(has(hart.mstatus, Status.MPIE)).isEqualTo(toSupervisor != mie);
        assertThat(hart.mstatus >>> 11 & 3).isEqualTo(toSupervisor ? 0 : mode);
    }

    @Test
    void onlyInterruptsAreVectored() {
        hart.mtvec = 0x1001;
        hart.stvec = 0x2001;
        hart.mideleg = Interrupts.SEIP;
        hart.privilege = Privilege.U;
        TrapUnit.enter(hart, Cause.INTERRUPT | 9, 0);
        assertThat(hart.pc).isEqualTo(0x2000 + 4 * 9);
        TrapUnit.enter(hart, Cause.INTERRUPT | 7, 0);
        assertThat(hart.pc).isEqualTo(0x1000 + 4 * 7);
        TrapUnit.enter(hart, Cause.ILLEGAL_INSTRUCTION, 0);
        assertThat(hart.pc).isEqualTo(0x1000);
    }

    @Test
    void mretUndoesATrap() {
        for (final int mode : MODES) {
            hart.mstatus = Status.XL_64 | Status.MIE;
            hart.privilege = mode;
            hart.pc = 0x5000;
            TrapUnit.enter(hart, Cause.BREAKPOINT, 0);
            hart.reservation = 8;
            TrapUnit.mret(hart);
            assertThat(hart.privilege).isEqualTo(mode);
            assertThat(hart.pc).isEqualTo(0x5000);
            assertThat(hart.mstatus).isEqualTo(Status.XL_64 | Status.MIE | Status.MPIE);
            assertThat(hart.reservation).isEqualTo(-1);
        }
    }

    @Test
    void sretUndoesATrap() {
        hart.medeleg = -1;
        for (final int mode : new int[] {Privilege.U, Privilege.S}) {
            hart.mstatus = Status.XL_64 | Status.SIE;
            hart.privilege = mode;
            hart.pc = 0x5000;
            TrapUnit.enter(hart, Cause.BREAKPOINT, 0);
            TrapUnit.sret(hart);
            assertThat(hart.privilege).isEqualTo(mode);
            assertThat(hart.pc).isEqualTo(0x5000);
            assertThat(hart.mstatus).isEqualTo(Status.XL_64 | Status.SIE | Status.SPIE);
        }
    }

    @Test
    void modifiedPrivilegeEndsWhenMachineModeIsLeft() {
        hart.mstatus = Status.XL_64 | Status.MPRV | 3L << 11;
        TrapUnit.mret(hart);
        assertThat(has(hart.mstatus, Status.MPRV)).isTrue();
        hart.mstatus = Status.XL_64 | Status.MPRV | 1L << 11;
        TrapUnit.mret(hart);
        assertThat(has(hart.mstatus, Status.MPRV)).isFalse();
        hart.privilege = Privilege.M;
        hart.mstatus = Status.XL_64 | Status.MPRV | Status.SPP;
        TrapUnit.sret(hart);
        assertThat(hart.privilege).isEqualTo(Privilege.S);
        assertThat(has(hart.mstatus, Status.MPRV)).isFalse();
    }

    @Test
    void returnsAreIllegalWhereTheyAreNotAllowed() {
        hart.privilege = Privilege.U;
        assertThatThrownBy(() -> TrapUnit.mret(hart)).isInstanceOf(GuestTrap.class);
        assertThatThrownBy(() -> TrapUnit.sret(hart)).isInstanceOf(GuestTrap.class);
        hart.privilege = Privilege.S;
        assertThatThrownBy(() -> TrapUnit.mret(hart)).isInstanceOf(GuestTrap.class);
        hart.mstatus |= Status.TSR;
        assertThatThrownBy(() -> TrapUnit.sret(hart)).isInstanceOf(GuestTrap.class);
        hart.privilege = Privilege.M;
        TrapUnit.sret(hart);
        assertThat(hart.privilege).isEqualTo(Privilege.U);
    }

    @Test
    void anObserverSeesTrapsAndReturns() {
        final List<Event> events = new ArrayList<>();
        hart.observer = events::add;
        hart.privilege = Privilege.U;
        hart.satp = 8L << 60;
        hart.pc = 0x6000;
        hart.steps = 3;
        TrapUnit.enter(hart, Cause.ECALL_FROM_U, 0);
        TrapUnit.mret(hart);
        assertThat(events)
                .containsExactly(
                        new Event.Trap(0, 3, 8, 0, 0x6000, Privilege.U, Privilege.M, 8L << 60),
                        new Event.TrapReturn(0, 3, 0x6000, Privilege.M, Privilege.U, 8L << 60));
    }
}
