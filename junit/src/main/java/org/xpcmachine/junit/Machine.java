// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.xpcmachine.embed.XpcMachine;

/**
 * Gives each test method that has a parameter of type {@link XpcMachine} a machine of its own, and closes it afterwards. If the test
 * fails, a report of the machine stands with the failure. On a class it counts for all its methods, on a method for that alone.
 *
 * <p>Files are named by path, from the directory in which the tests run; {@code classpath:/name} is a resource of the test class, and
 * <code>${name}</code> stands for a system property.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(MachineExtension.class)
public @interface Machine {
    /** An ELF file or {@code Image}, which starts in M-mode if there is no firmware. */
    String kernel() default "";

    /** An ELF file or flat binary, which starts in M-mode. */
    String firmware() default "";

    /** The initial RAM disk. */
    String initrd() default "";

    /** The kernel's command line. */
    String append() default "";

    /** Harts, 1 to 8. */
    int harts() default 1;

    /** RAM in MiB, from 8. */
    int megabytes() default 128;

    /** Whether harts have the XPC engine. */
    boolean xpc() default true;

    /** Counts cycles as that core takes them, such as {@code rocket-fpga}; empty for functional execution. */
    String timing() default "";

    /**
     * Text on the console at which tests begin; empty for power-on. The machine boots once for all tests that ask for the same; each goes
     * on from a snapshot. Not with {@link #timing}.
     */
    String ready() default "";

    /** Most seconds of the host's time that a run may take; a guest that loops for ever fails its test then. */
    double timeoutSeconds() default 60;
}
