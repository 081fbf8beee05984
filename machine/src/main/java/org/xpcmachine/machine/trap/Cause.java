// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.trap;

/** Exception and interrupt codes of {@code mcause} and {@code scause} (privileged specification, tables 14 and 22). */
public final class Cause {
    public static final int FETCH_MISALIGNED = 0;
    public static final int FETCH_ACCESS = 1;
    public static final int ILLEGAL_INSTRUCTION = 2;
    public static final int BREAKPOINT = 3;
    public static final int LOAD_MISALIGNED = 4;
    public static final int LOAD_ACCESS = 5;
    public static final int STORE_MISALIGNED = 6;
    public static final int STORE_ACCESS = 7;
    /** Environment call from U; from S it is one more, from M three more. */
    public static final int ECALL_FROM_U = 8;

    public static final int FETCH_PAGE_FAULT = 12;
    public static final int LOAD_PAGE_FAULT = 13;
    public static final int STORE_PAGE_FAULT = 15;

    /** Set in {@code mcause} for an interrupt; the low bits are then the interrupt's number. */
    public static final long INTERRUPT = 1L << 63;

    public static final int SUPERVISOR_SOFTWARE = 1;
    public static final int MACHINE_SOFTWARE = 3;
    public static final int SUPERVISOR_TIMER = 5;
    public static final int MACHINE_TIMER = 7;
    public static final int SUPERVISOR_EXTERNAL = 9;
    public static final int MACHINE_EXTERNAL = 11;

    private Cause() {}

    /** Returns the specification's name of an exception or, with {@link #INTERRUPT} set, of an interrupt. */
    public static String name(final long cause) {
        return cause < 0 ? interruptName((int) cause) : exceptionName((int) cause);
    }

    private static String exceptionName(final int code) {
        return switch (code) {
            case FETCH_MISALIGNED -> "instruction address misaligned";
            case FETCH_ACCESS -> "instruction access fault";
            case ILLEGAL_INSTRUCTION -> "illegal instruction";
            case BREAKPOINT -> "breakpoint";
            case LOAD_MISALIGNED -> "load address misaligned";
            case LOAD_ACCESS -> "load access fault";
            case STORE_MISALIGNED -> "store/AMO address misaligned";
            case STORE_ACCESS -> "store/AMO access fault";
            case ECALL_FROM_U -> "environment call from U-mode";
            case ECALL_FROM_U + 1 -> "environment call from S-mode";
            case ECALL_FROM_U + 3 -> "environment call from M-mode";
            case FETCH_PAGE_FAULT -> "instruction page fault";
            case LOAD_PAGE_FAULT -> "load page fault";
            case STORE_PAGE_FAULT -> "store/AMO page fault";
            default -> "exception " + code;
        };
    }

    private static String interruptName(final int code) {
        return switch (code) {
            case SUPERVISOR_SOFTWARE -> "supervisor software interrupt";
            case MACHINE_SOFTWARE -> "machine software interrupt";
            case SUPERVISOR_TIMER -> "supervisor timer interrupt";
            case MACHINE_TIMER -> "machine timer interrupt";
            case SUPERVISOR_EXTERNAL -> "supervisor external interrupt";
            case MACHINE_EXTERNAL -> "machine external interrupt";
            default -> "interrupt " + code;
        };
    }
}
