// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.util.List;
import java.util.OptionalLong;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;

/** What a debugger sees of a board that is stopped: registers, and RAM by physical address or as a hart sees it. */
final class Target {
    final VirtBoard board;
    private final List<TargetRegisters> registers;
    private final GuestMemory memory;

    /** Addresses are physical. */
    boolean physical;

    Target(final VirtBoard board) {
        this.board = board;
        registers = board.machine().cores().stream().map(TargetRegisters::new).toList();
        memory = new GuestMemory(board.ram());
    }

    List<Core> cores() {
        return board.machine().cores();
    }

    TargetRegisters registers(final int hart) {
        return registers.get(hart);
    }

    /** Returns where a hart finds {@code address} for loads and stores; nothing changes, and permissions do not matter. */
    OptionalLong translate(final int number, final long address) {
        return memory.translate(cores().get(number).hart, address);
    }

    private OptionalLong inRam(final int hart, final long address) {
        final OptionalLong pa = physical ? OptionalLong.of(address) : translate(hart, address);
        return pa.isPresent() && board.ram().contains(pa.getAsLong(), 1) ? pa : OptionalLong.empty();
    }

    /** Returns the byte at an address, or -1 if there is no RAM: devices are not read, that would have effects. */
    int read(final int hart, final long address) {
        final OptionalLong pa = inRam(hart, address);
        return pa.isEmpty() ? -1 : (int) board.ram().read(pa.getAsLong(), 1) & 0xff;
    }

    /** Writes all bytes, or none if there is no RAM for one of them. */
    boolean write(final int hart, final long address, final byte[] bytes) {
        final long[] places = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            final OptionalLong pa = inRam(hart, address + i);
            if (pa.isEmpty()) {
                return false;
            }
            places[i] = pa.getAsLong();
        }
        for (int i = 0; i < bytes.length; i++) {
            board.ram().write(places[i], 1, bytes[i]);
            board.codeCache().written(places[i], 1);
        }
        return true;
    }
}
