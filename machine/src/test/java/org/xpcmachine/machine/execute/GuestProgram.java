// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.execute;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.xpcmachine.isa.Assembler;
import org.xpcmachine.isa.Assembly;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.hart.Hart;
import org.xpcmachine.machine.hart.HartConfig;
import org.xpcmachine.machine.observe.Event;

/**
 * A bare-metal program in assembly on a one-hart virt board, for tests. Execution starts in M-mode at the label
 * {@code main}, with registers zero, everything open to S and U in entry 0 of PMP, and ends with {@code j exit}.
 *
 * <p>A trap handler in M-mode is in place: after an {@code ecall} execution goes on behind it, in M-mode; after a fetch
 * fault at {@code ra}, as if the bad jump had been a call; after any other exception behind the instruction, which must
 * be 4 bytes long. Interrupts end the program with exit code 2, unless the test sets its own handler. {@link #traps} has
 * all that happened.
 */
public final class GuestProgram implements AutoCloseable {
    /** Where the program is loaded. */
    public static final long BASE = VirtBoard.RAM_BASE;

    private static final long MAX_STEPS = 1_000_000;
    private static final List<String> REGISTERS = List.of(
            ("zero ra sp gp tp t0 t1 t2 s0 s1 a0 a1 a2 a3 a4 a5 a6 a7 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6")
                    .split(" "));

    private static final String PRELUDE = """
            la t0, handler
            csrw mtvec, t0
            li t0, -1
            csrw pmpaddr0, t0
            li t0, 0x1f
            csrw pmpcfg0, t0
            j main
            .align 2
        handler:
            csrw mscratch, t0
            csrr t0, mcause
            bltz t0, handle_interrupt
            addi t0, t0, -8
            sltiu t0, t0, 4
            bnez t0, handle_call
            csrr t0, mcause           # 0, 1 and 12: of a fetch
            sltiu t0, t0, 2
            bnez t0, handle_fetch
            csrr t0, mcause
            addi t0, t0, -12
            beqz t0, handle_fetch
            csrr t0, mepc
            addi t0, t0, 4
            csrw mepc, t0
            csrr t0, mscratch
            mret
        handle_fetch:
            csrw mepc, ra
            csrr t0, mscratch
            mret
        handle_call:                  # back to M-mode and physical addresses
            csrr t0, mepc
            slli t0, t0, 44
            srli t0, t0, 44
            addi t0, t0, 4
            csrw mepc, t0
            li t0, 0x80000000
            csrs mepc, t0
            li t0, 0x1800
            csrs mstatus, t0
            csrr t0, mscratch
            mret
        handle_interrupt:
            li t0, 0x100000
            li t1, 0x23333
            sw t1, 0(t0)
            j .
        exit:
            li t0, 0x100000
            li t1, 0x5555
            sw t1, 0(t0)
            j .
        """;

    private static final HostConsole NO_CONSOLE = new HostConsole() {
        @Override
        public int poll() {
            return CLOSED;
        }

        @Override
        public void write(final int b) {
            throw new AssertionError("console output");
        }
    };

    public final VirtBoard board;
    public final Hart hart;

    /** Traps taken so far, in order. */
    public final List<Event.Trap> traps = new ArrayList<>();

    private final Assembly assembly;

    private GuestProgram(final HartConfig config, final String text) {
        assembly = Assembler.assemble(BASE, PRELUDE + text);
        board = new VirtBoard(
                BoardConfig.DEFAULT.withMemory(BoardConfig.MIN_MEMORY).withHart(config),
                BootImages.of("test", assembly.bytes()),
                NO_CONSOLE);
        hart = board.machine().cores().getFirst().hart;
        Arrays.fill(hart.x, 0);
        board.observe(event -> {
            if (event instanceof final Event.Trap trap) {
                traps.add(trap);
            }
        });
    }

    public static GuestProgram of(final String text) {
        return new GuestProgram(HartConfig.DEFAULT, text);
    }

    public static GuestProgram of(final HartConfig config, final String text) {
        return new GuestProgram(config, text);
    }

    /** Assembly that enters U (0) or S (1) and goes on with the next instruction there; destroys t0 and t1. */
    public static String enter(final int privilege) {
        return enter(privilege, BASE);
    }

    /** The same, with the program seen at virtual address {@code alias}. */
    public static String enter(final int privilege, final long alias) {
        return """
                    li t0, 0x1800
                    csrc mstatus, t0
                    li t0, %d
                    csrs mstatus, t0
                    la t0, 99f
                    li t1, %d
                    add t0, t0, t1
                    csrw mepc, t0
                    mret
                99:
                """.formatted(privilege << 11, alias - BASE);
    }

    /** Sets a register, by its ABI name, before the program runs. */
    public GuestProgram with(final String register, final long value) {
        hart.x[REGISTERS.indexOf(register)] = value;
        return this;
    }

    /** Runs to the end; fails if the program does not exit with code 0 within a million steps. */
    public GuestProgram run() {
        final StopReason reason = runUntilStop();
        if (reason != StopReason.EXIT || board.machine().exitCode() != 0) {
            throw new AssertionError("%s, code %d, pc %x, traps %s"
                    .formatted(reason, board.machine().exitCode(), hart.pc, tail()));
        }
        return this;
    }

    /** Runs until the machine stops for any reason. */
    public StopReason runUntilStop() {
        return board.machine().run(MAX_STEPS);
    }

    private List<Event.Trap> tail() {
        return traps.subList(Math.max(0, traps.size() - 5), traps.size());
    }

    /** Returns a register by its ABI name. */
    public long x(final String register) {
        return hart.x[REGISTERS.indexOf(register)];
    }

    /** Returns the physical address of a label. */
    public long address(final String label) {
        return assembly.address(label);
    }

    /** Returns causes of the traps taken so far that were not environment calls. */
    public List<Long> causes() {
        return traps.stream()
                .map(Event.Trap::cause)
                .filter(cause -> cause < 8 || cause > 11)
                .toList();
    }

    /** Returns the first trap of a cause. */
    public Event.Trap trap(final long cause) {
        return traps.stream()
                .filter(trap -> trap.cause() == cause)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no trap " + cause + " among " + traps));
    }

    @Override
    public void close() {
        board.close();
    }
}
