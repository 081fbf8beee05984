// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.xpcmachine.machine.board.GuestMemory;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.memory.PhysicalMemory;

/**
 * Names of address spaces, by {@code satp}. The guest kernel keeps them for us in {@code process_directory}: rows of
 * 32 bytes, each satp (8 bytes, 0 = not in use) and name (24 bytes, ends with a zero). Under any other kernel a space
 * is named by its ASID.
 */
public final class AddressSpaceNames {
    private static final String DIRECTORY = "process_directory";
    private static final int ROWS = 64;
    private static final int ROW_SIZE = 32;
    private static final int NAME = 8;
    private static final int NAME_SIZE = 24;
    private static final long ASID = 0xffff;

    /** The guest kernel's own address space; its processes have others. */
    private static final long KERNEL_ASID = 0;

    /** A process's address space. */
    public record Space(long satp, String name) {}

    private final PhysicalMemory ram;
    private final GuestMemory memory;
    private final OptionalLong symbol;

    /** Where the directory is in RAM, once known. */
    private OptionalLong directory = OptionalLong.empty();

    /** Names seen, so that an address space still has one when its process has ended. */
    private final Map<Long, String> seen = new HashMap<>();

    /** Looks into a machine's RAM now and at each call. */
    public AddressSpaceNames(final VirtBoard board) {
        ram = board.ram();
        memory = new GuestMemory(ram);
        symbol = board.symbols().address(DIRECTORY);
    }

    /** Returns the name of the address space that {@code satp} selects. */
    public String name(final long satp) {
        if (satp >>> 60 == 0) {
            return "bare";
        }
        locate(satp);
        for (final Space space : all()) {
            seen.put(space.satp(), space.name());
        }
        final long asid = satp >>> 44 & ASID;
        return seen.getOrDefault(satp, directory.isPresent() && asid == KERNEL_ASID ? "kernel" : "space " + asid);
    }

    /**
     * Returns the processes that the kernel's directory holds now; none before the first {@link #name} of an address
     * space.
     */
    public List<Space> all() {
        final List<Space> spaces = new ArrayList<>();
        for (int row = 0; directory.isPresent() && row < ROWS; row++) {
            final long address = directory.getAsLong() + (long) row * ROW_SIZE;
            if (ram.readLong(address) != 0) {
                spaces.add(new Space(ram.readLong(address), memory.readString(0, address + NAME, NAME_SIZE)));
            }
        }
        return spaces;
    }

    /** The kernel, and so the directory, is mapped in every address space. */
    private void locate(final long satp) {
        if (directory.isEmpty() && symbol.isPresent()) {
            final OptionalLong address = memory.translate(satp, symbol.getAsLong());
            if (address.isPresent() && ram.contains(address.getAsLong(), ROWS * ROW_SIZE)) {
                directory = address;
            }
        }
    }
}
