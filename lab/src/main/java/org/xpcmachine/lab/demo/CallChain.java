// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import java.util.List;
import java.util.Locale;
import org.xpcmachine.lab.JsonWriter;
import org.xpcmachine.machine.observe.Event;

/**
 * A chain of cross process calls, from the first {@code xcall} to the return from it.
 *
 * @param first the process that called first, and its segment before
 * @param steps what changed the address space, in order
 * @param exceptions traps other than interrupts that were taken within: 0 means that no call needed the kernel
 */
public record CallChain(Step first, List<Step> steps, int exceptions) {
    /** What led to a step. */
    public enum Kind {
        START,
        CALL,
        RETURN
    }

    /**
     * The state after a step.
     *
     * @param instruction retired since the first call, when the step was taken
     * @param entry ID of the x-entry called; 0 if none
     * @param process that runs now
     * @param satp of it
     * @param lenders whose calls have not returned, the first caller first: the segment goes back to them
     * @param segment active now
     */
    public record Step(
            Kind kind,
            long instruction,
            long entry,
            String process,
            long satp,
            List<String> lenders,
            Event.Segment segment) {
        public Step {
            lenders = List.copyOf(lenders);
        }

        void writeTo(final JsonWriter json) {
            json.beginObject().name("step").value(kind.name().toLowerCase(Locale.ROOT));
            json.name("instruction").value(instruction);
            if (kind == Kind.CALL) {
                json.name("xEntry").value(entry);
            }
            json.name("process").value(process).name("satp").hex(satp);
            json.name("lentBy").beginArray();
            lenders.forEach(json::value);
            json.endArray().name("segment").beginObject().name("virtual").hex(segment.virtualBase());
            json.name("physical")
                    .hex(segment.physicalBase())
                    .name("length")
                    .value(segment.length())
                    .endObject();
            json.endObject();
        }
    }

    public CallChain {
        steps = List.copyOf(steps);
    }

    /** Whether it went A, B, C and back. */
    boolean isRoundTripOfThree() {
        final List<String> way =
                steps.stream().map(step -> step.kind() + " " + step.process()).toList();
        return way.size() == 4
                && way.get(0).startsWith(Kind.CALL.name())
                && way.get(1).startsWith(Kind.CALL.name())
                && way.get(2).equals(Kind.RETURN + " " + steps.get(0).process())
                && way.get(3).equals(Kind.RETURN + " " + first.process());
    }

    void writeTo(final JsonWriter json) {
        json.beginObject().name("exceptions").value(exceptions).name("steps").beginArray();
        first.writeTo(json);
        steps.forEach(step -> step.writeTo(json));
        json.endArray().endObject();
    }
}
