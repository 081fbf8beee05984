// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.embed;

import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.HartRegisters;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.hart.Privilege;

/** A hart of a machine at rest, or of one whose observer looks. */
public final class GuestHart {
    private final Core core;
    private final HartRegisters registers;
    private final AddressSpace memory;
    private final Runnable check;

    GuestHart(final VirtBoard board, final Core core, final Runnable check) {
        this.core = core;
        this.check = check;
        registers = new HartRegisters(core);
        final GuestMemory translation = new GuestMemory(board.ram());
        memory = new AddressSpace(board, address -> translation.translate(core.hart, address), check);
    }

    /** Returns its number, as {@code mhartid} says it. */
    public int number() {
        return core.hart.id;
    }

    /**
     * Returns a register.
     *
     * @param name {@code a0} or {@code x10}, {@code fa0} or {@code f10} (raw bits), {@code pc}, {@code priv}, or any CSR, as {@code satp}
     * @throws IllegalArgumentException if the hart has none of that name
     */
    public long get(final String name) {
        check.run();
        return find(name).read().getAsLong();
    }

    /**
     * Writes a register, of which what is illegal changes as by {@code csrw} in M-mode.
     *
     * @throws IllegalArgumentException if the hart has none of that name
     */
    public void set(final String name, final long value) {
        check.run();
        find(name).write().accept(value);
    }

    private HartRegisters.Register find(final String name) {
        return registers
                .find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("hart " + core.hart.id + " has no register \"" + name + "\""));
    }

    /** Returns the address of the instruction that it executes next. */
    public long pc() {
        return get("pc");
    }

    /** Returns {@code "U"}, {@code "S"} or {@code "M"}. */
    public String mode() {
        check.run();
        return Privilege.name(core.hart.privilege);
    }

    /** Whether it waits for an interrupt, in WFI. */
    public boolean isWaiting() {
        check.run();
        return core.hart.waiting;
    }

    /** Returns the instructions that it has retired since power-on. */
    public long instructions() {
        check.run();
        return core.hart.retired;
    }

    /** Returns memory as its loads and stores find it now: through page tables and relay segment. */
    public AddressSpace memory() {
        return memory;
    }
}
