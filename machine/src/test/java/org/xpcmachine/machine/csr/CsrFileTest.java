// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.csr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.machine.hart.Environment;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.hart.TestHart;
import org.xpcmachine.machine.trap.Cause;
import org.xpcmachine.machine.trap.GuestTrap;

class CsrFileTest {
    private static final int[] MODES = {Privilege.U, Privilege.S, Privilege.M};

    private final Hart hart = TestHart.create();
    private final CsrFile csrs = CsrFile.standard(HartConfig.DEFAULT);

    private static int number(final String name) {
        return CsrNames.number(name);
    }

    private void permitEverything() {
        hart.mstatus |= Status.FS;
        hart.mcounteren = -1;
        hart.scounteren = -1;
        hart.menvcfg = Environment.STCE;
    }

    private boolean accessible(final int number, final boolean writes) {
        try {
            csrs.check(hart, number, writes);
            return true;
        } catch (final GuestTrap trap) {
            assertThat(trap.cause).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
            assertThat(trap.tvalIsInstruction).isTrue();
            return false;
        }
    }

    @Test
    void theNumberOfARegisterSaysWhoMayReadAndWriteIt() {
        permitEverything();
        for (int number = 0; number < 0x1000; number++) {
            final boolean exists = csrs.find(number).isPresent();
            for (final int mode : MODES) {
                hart.privilege = mode;
                final boolean readable = exists && mode >= (number >>> 8 & 3);
                assertThat(accessible(number, false))
                        .as("read 0x%x in %d", number, mode)
                        .isEqualTo(readable);
                assertThat(accessible(number, true))
                        .as("write 0x%x in %d", number, mode)
                        .isEqualTo(readable && number >>> 10 != 3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tselect",
                "tdata1",
                "tdata2",
                "tdata3",
                "mcontext",
                "scontext",
                "dcsr",
                "mseccfg",
                "mtinst",
                "mtval2",
                "pmpaddr16",
                "pmpaddr63",
                "pmpcfg4",
                "pmpcfg14",
                "xpcctl",
                "xentrytable",
                "scountinhibit"
            })
    void whatIsNotImplementedIsIllegalEvenToTheMachineMode(final String name) {
        assertThat(csrs.find(number(name))).isEmpty();
    }

    @Test
    void oddPmpConfigurationsDoNotExistOnRv64() {
        assertThat(csrs.find(0x3a0)).isPresent();
        assertThat(csrs.find(0x3a1)).isEmpty();
        assertThat(csrs.find(0x3a2)).isPresent();
        assertThat(csrs.find(0x3a3)).isEmpty();
    }

    @Test
    void aHartWithoutPmpHasNoneOfItsRegisters() {
        final CsrFile without = CsrFile.standard(HartConfig.DEFAULT.withPmpEntries(0));
        for (int number = 0x3a0; number <= 0x3ef; number++) {
            assertThat(without.find(number)).isEmpty();
        }
    }

    @Test
    void everyRegisterHasTheNameThatTheAssemblerKnows() {
        assertThat(csrs.all()).hasSizeGreaterThan(140).allSatisfy(csr -> {
            assertThat(CsrNames.name(csr.number())).isEqualTo(csr.name());
            assertThat(csrs.find(csr.name())).containsSame(csr);
        });
    }

    @Test
    void exchangeSetAndClearReturnTheOldValue() {
        final int mscratch = number("mscratch");
        csrs.write(hart, mscratch, 0b1100);
        assertThat(csrs.set(hart, mscratch, 0b0110)).isEqualTo(0b1100);
        assertThat(csrs.clear(hart, mscratch, 0b0100)).isEqualTo(0b1110);
        assertThat(csrs.exchange(hart, mscratch, -7)).isEqualTo(0b1010);
        assertThat(csrs.read(hart, mscratch)).isEqualTo(-7);
    }

    @Test
    void setAndClearAreWritesEvenOfNoBits() {
        final int cycle = number("cycle");
        assertThatCode(() -> csrs.read(hart, cycle)).doesNotThrowAnyException();
        assertThatThrownBy(() -> csrs.set(hart, cycle, 0)).isInstanceOf(GuestTrap.class);
        assertThatThrownBy(() -> csrs.clear(hart, cycle, 0)).isInstanceOf(GuestTrap.class);
        assertThatThrownBy(() -> csrs.exchange(hart, cycle, 0)).isInstanceOf(GuestTrap.class);
    }

    @Test
    void aRefusedAccessChangesNothing() {
        hart.privilege = Privilege.S;
        hart.mscratch = 5;
        assertThatThrownBy(() -> csrs.write(hart, number("mscratch"), 6)).isSameAs(hart.trap);
        assertThat(hart.mscratch).isEqualTo(5);
    }

    @Test
    void aDebuggerReadsAndWritesInAnyModeUnderTheWarlRules() {
        hart.privilege = Privilege.U;
        csrs.poke(hart, number("mepc"), 0x1001);
        assertThat(csrs.peek(hart, number("mepc"))).isEqualTo(0x1000);
        csrs.poke(hart, number("cycle"), 7);
        assertThat(csrs.peek(hart, number("cycle"))).isZero();
        assertThatThrownBy(() -> csrs.peek(hart, 0x7a0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anExtensionAddsRegistersUnderFreeNumbers() {
        final Csr own = Csr.constant("xpcctl", 42);
        csrs.add(own);
        assertThat(csrs.read(hart, own.number())).isEqualTo(42);
        assertThatThrownBy(() -> csrs.add(own)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Csr.constant("nonesuch", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void satpIsForbiddenToTheSupervisorByTvm() {
        hart.privilege = Privilege.S;
        assertThat(accessible(number("satp"), true)).isTrue();
        hart.mstatus |= Status.TVM;
        assertThat(accessible(number("satp"), true)).isFalse();
        assertThat(accessible(number("satp"), false)).isFalse();
        hart.privilege = Privilege.M;
        assertThat(accessible(number("satp"), true)).isTrue();
    }

    @Test
    void floatingPointRegistersAreIllegalWhileTheUnitIsOff() {
        for (final String name : new String[] {"fflags", "frm", "fcsr"}) {
            hart.mstatus &= ~Status.FS;
            assertThat(accessible(number(name), false)).isFalse();
            hart.mstatus |= 1L << 13;
            assertThat(accessible(number(name), true)).isTrue();
        }
    }

    @Test
    void countersAreReadableWhereEveryModeAboveEnablesThem() {
        for (int counter = 0; counter < 32; counter++) {
            for (int enables = 0; enables < 4; enables++) {
                hart.mcounteren = (enables & 1L) << counter;
                hart.scounteren = (enables >>> 1 & 1L) << counter;
                hart.privilege = Privilege.U;
                assertThat(accessible(0xc00 + counter, false)).isEqualTo(enables == 3);
                hart.privilege = Privilege.S;
                assertThat(accessible(0xc00 + counter, false)).isEqualTo((enables & 1) != 0);
                hart.privilege = Privilege.M;
                assertThat(accessible(0xc00 + counter, false)).isTrue();
            }
        }
    }

    @Test
    void stimecmpNeedsTheTimeCounterAndItsOwnEnable() {
        final int stimecmp = number("stimecmp");
        for (int enables = 0; enables < 4; enables++) {
            hart.menvcfg = (enables & 1) != 0 ? Environment.STCE : 0;
            hart.mcounteren = enables & 2;
            hart.privilege = Privilege.S;
            assertThat(accessible(stimecmp, true)).isEqualTo(enables == 3);
            hart.privilege = Privilege.M;
            assertThat(accessible(stimecmp, true)).isTrue();
        }
    }
}
