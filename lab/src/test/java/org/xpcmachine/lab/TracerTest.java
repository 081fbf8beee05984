// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.xpcmachine.machine.board.BoardConfig;

class TracerTest {
    /** User code that makes two calls of its kernel, the second of which never returns. */
    private static final String CALLS = """
                la t0, handler
                csrw mtvec, t0
                li t0, -1
                csrw pmpaddr0, t0
                li t0, 0x1f
                csrw pmpcfg0, t0
                la t0, user
                csrw mepc, t0
                mret
            user:
                li a7, 5
                ecall
                li a7, 6
                ecall
            handler:
                li t0, 6
                beq a7, t0, hang
                csrr t1, mepc
                addi t1, t1, 4
                csrw mepc, t1
                mret
            hang: j hang
            """;

    private static List<Map<String, Object>> trace(final RunConfig config, final GuestImages images) {
        final StringBuilder text = new StringBuilder();
        final Tracer tracer = new Tracer(text, images);
        try (GuestRun run = new GuestRun(config, Programs.silent(), tracer::attach)) {
            run.run();
            tracer.finish();
        }
        return events(text.toString());
    }

    private static List<Map<String, Object>> events(final String text) {
        final List<Map<String, Object>> events = new ArrayList<>();
        for (final Object event : (List<?>) Json.parse(text)) {
            final Map<String, Object> members = new HashMap<>();
            ((Map<?, ?>) event).forEach((name, value) -> members.put((String) name, value));
            events.add(members);
        }
        return events;
    }

    /** On each track time does not go back, and what begins ends. */
    private static void assertWellFormed(final List<Map<String, Object>> events) {
        final Map<String, Double> times = new HashMap<>();
        final Map<String, ArrayDeque<Object>> open = new HashMap<>();
        for (final Map<String, Object> event : events) {
            final String track = event.get("pid") + "/" + event.get("tid");
            if (event.get("ts") instanceof final Double time) {
                assertThat(time).isGreaterThanOrEqualTo(times.getOrDefault(track, 0.0));
                times.put(track, time);
            }
            switch ((String) event.get("ph")) {
                case "B" -> open.computeIfAbsent(track, t -> new ArrayDeque<>()).push(event.get("name"));
                case "E" -> open.get(track).pop();
                default -> assertThat(event.get("ph")).isIn("M", "i");
            }
        }
        assertThat(open.values()).allMatch(ArrayDeque::isEmpty);
    }

    @Test
    void trapsAreSlicesThatEndWithTheReturnOrTheTrace() {
        final List<Map<String, Object>> events = trace(Programs.config(CALLS, 1000), GuestImages.ofProcess());
        assertWellFormed(events);
        assertThat(events)
                .filteredOn(e -> "B".equals(e.get("ph")))
                .extracting(e -> e.get("name"))
                .containsExactly("ecall 5", "ecall 6");
    }

    @Test
    void theTraceOfTheGuestNamesItsProcessesAndNestsItsCalls() {
        final GuestImages images = GuestImages.ofProcess();
        assumeTrue(images.exist(), "skipped: the guest has not been built");
        final BoardConfig board = RunConfig.withXpc(BoardConfig.DEFAULT.withMemory(32L << 20));
        final List<Map<String, Object>> events =
                trace(new RunConfig(images.boot("init=tour"), board, 300_000_000), images);
        assertWellFormed(events);
        assertThat(events)
                .filteredOn(e -> "B".equals(e.get("ph")))
                .extracting(e -> (String) e.get("name"))
                .anyMatch(name -> name.matches("x-entry \\d+: letter-b"))
                .anyMatch(name -> name.matches("x-entry \\d+: letter-c"))
                .contains("letter-a", "kernel");
    }
}
