// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import org.xpcmachine.isa.Decoded;
import org.xpcmachine.isa.Op;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.Interrupts;
import org.xpcmachine.machine.hart.Privilege;
import org.xpcmachine.machine.hart.Status;
import org.xpcmachine.machine.hart.TrapUnit;
import org.xpcmachine.machine.trap.Cause;

/** The privileged specification's own instructions, and fence.i. */
final class PrivilegedInstructions {
    private PrivilegedInstructions() {}

    static void install(final Core core) {
        core.define(Op.ILLEGAL, (hart, d, next) -> {
            throw hart.trap.illegalInstruction();
        });
        core.define(Op.ECALL, (hart, d, next) -> {
            throw hart.trap.because(Cause.ECALL_FROM_U + hart.privilege, 0);
        });
        core.define(Op.EBREAK, (hart, d, next) -> {
            throw hart.trap.because(Cause.BREAKPOINT, hart.pc);
        });
        core.define(Op.MRET, (hart, d, next) -> {
            TrapUnit.mret(hart);
            return hart.pc;
        });
        core.define(Op.SRET, (hart, d, next) -> {
            TrapUnit.sret(hart);
            return hart.pc;
        });
        core.define(Op.WFI, PrivilegedInstructions::wfi);
        core.define(Op.SFENCE_VMA, PrivilegedInstructions::sfenceVma);
        // Decoded instructions are coherent with stores (see CodeCache), so nothing is left to synchronize.
        core.define(Op.FENCE_I, (hart, d, next) -> next);
    }

    /** In U-mode, and in S with TW, WFI traps: it may wait longer than the specification's bounded time. */
    private static long wfi(final Hart hart, final long decoded, final long next) {
        final boolean forbidden =
                hart.privilege == Privilege.U || hart.privilege == Privilege.S && (hart.mstatus & Status.TW) != 0;
        if (forbidden) {
            throw hart.trap.illegalInstruction();
        }
        hart.waiting = !Interrupts.wakes(hart);
        return next;
    }

    private static long sfenceVma(final Hart hart, final long decoded, final long next) {
        if (hart.privilege == Privilege.U || hart.privilege == Privilege.S && (hart.mstatus & Status.TVM) != 0) {
            throw hart.trap.illegalInstruction();
        }
        final int addressRegister = Decoded.rs1(decoded);
        final int asidRegister = Decoded.rs2(decoded);
        final long address = hart.x[addressRegister];
        final int asid = (int) hart.x[asidRegister] & 0xffff;
        if (addressRegister == 0 && asidRegister == 0) {
            hart.mmu.flushTranslations();
        } else if (addressRegister == 0) {
            hart.mmu.flushSpace(asid);
        } else if (asidRegister == 0) {
            hart.mmu.flushAddress(address);
        } else {
            hart.mmu.flushAddress(address, asid);
        }
        return next;
    }
}
