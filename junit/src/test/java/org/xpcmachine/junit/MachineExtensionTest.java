// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.suppressed;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.xpcmachine.embed.UnexpectedStop;
import org.xpcmachine.embed.Until;
import org.xpcmachine.embed.XpcMachine;

/** What happens to tests that use {@link Machine} and fail, or ask for what there is not. */
@Timeout(120)
class MachineExtensionTest {
    private static final String FIRMWARE = "${xpc.guest.dir}/firmware.elf";
    private static final String FIB = "${xpc.guest.dir}/bench/fib.elf";

    @Machine(kernel = FIB, timeoutSeconds = 0.1)
    static class Failing {
        @Test
        void assertion(final XpcMachine machine) {
            machine.run(Until.instructions(1000));
            Assertions.fail("wrong");
        }

        @Test
        void machine(final XpcMachine machine) {
            machine.runTo(Until.cycles(10), Until.console("never"));
            machine.runTo(Until.console("never"));
        }
    }

    @Machine(kernel = FIB, timeoutSeconds = 0.01, append = "scale=1000000")
    static class Endless {
        @Test
        void guest(final XpcMachine machine) {
            machine.runToExit();
        }
    }

    @Machine(firmware = FIRMWARE, kernel = "${no.such.property}/kernel.elf")
    static class WithoutProperty {
        @Test
        void test(final XpcMachine machine) {}
    }

    @Machine
    static class Empty {
        @Test
        void test(final XpcMachine machine) {}
    }

    @Machine(kernel = "no/such/file.elf")
    static class WithoutFile {
        @Test
        void test(final XpcMachine machine) {}
    }

    @Test
    void aFailedAssertionHasTheMachinesReportBesideIt() {
        run(Failing.class)
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("assertion"),
                                finishedWithFailure(
                                        message("wrong"),
                                        suppressed(0, message(text -> text.contains("hart 0  M-mode"))))));
    }

    @Test
    void aRunThatEndsOtherwiseFailsItsTest() {
        run(Failing.class)
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                test("machine"),
                                finishedWithFailure(
                                        instanceOf(UnexpectedStop.class),
                                        message(text -> text.contains("waited for \"never\" on the console")))));
    }

    @Test
    void aGuestThatLoopsForEverFailsItsTest() {
        run(Endless.class)
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("time allowed on the host")))));
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertMessage(WithoutProperty.class, "no system property \"no.such.property\"");
        assertMessage(Empty.class, "neither kernel nor firmware");
        assertMessage(WithoutFile.class, "no/such/file.elf: no such file");
    }

    private static void assertMessage(final Class<?> tests, final String part) {
        run(tests)
                .failed()
                .assertThatEvents()
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains(part)))));
    }

    private static Events run(final Class<?> tests) {
        final Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute()
                .testEvents();
        assertThat(events.started().count()).isPositive();
        return events;
    }
}
