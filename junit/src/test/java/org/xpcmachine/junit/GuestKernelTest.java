// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.xpcmachine.embed.Until;
import org.xpcmachine.embed.XpcMachine;
import org.xpcmachine.machine.observe.Event;

/** This project's own kernel, tested from JUnit: the example of docs/embedding.md. */
@Machine(
        firmware = "${xpc.guest.dir}/firmware.elf",
        kernel = "${xpc.guest.dir}/kernel.elf",
        initrd = "${xpc.guest.dir}/initrd.cpio",
        ready = "kernel: ")
class GuestKernelTest {
    @Test
    void itFindsTheEngine(final XpcMachine machine) {
        machine.runTo(Until.console("Xxpc present"));
    }

    @Test
    void callsReturnWithoutAnythingInBetween(final XpcMachine machine) {
        final List<Event> events = new ArrayList<>();
        machine.observe(events::add);
        assertThat(machine.runToExit()).isZero();
        final long direct = IntStream.range(1, events.size())
                .filter(i -> events.get(i) instanceof Event.CrossReturn && events.get(i - 1) instanceof Event.CrossCall)
                .count();
        assertThat(direct).as("calls without a trap or a switch by software").isGreaterThan(50);
    }

    @Test
    @Machine(
            firmware = "${xpc.guest.dir}/firmware.elf",
            kernel = "${xpc.guest.dir}/kernel.elf",
            initrd = "${xpc.guest.dir}/initrd.cpio",
            xpc = false)
    void withoutTheEngineItSaysSo(final XpcMachine machine) {
        machine.runTo(Until.console("Xxpc absent"));
    }

    /** Each of a hundred experiments goes on from the same snapshot; one write to a register makes them differ. */
    @RepeatedTest(100)
    void aHundredExperiments(final XpcMachine machine) {
        final long before = machine.instructions();
        machine.runTo(Until.instructions(10_000));
        assertThat(machine.instructions()).isEqualTo(before + 10_000);
    }
}
