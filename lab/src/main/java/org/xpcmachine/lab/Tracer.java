// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.observe.Event;
import org.xpcmachine.machine.observe.Observer;
import org.xpcmachine.machine.xpc.XpcLayout;

/**
 * Writes a trace of everything that changes mode or address space: for each hart a track of its traps and one of its
 * address spaces, for each thread (known by its link stack) a track of its cross process calls.
 */
public final class Tracer implements Observer {
    private static final int HARTS = 1;
    private static final int THREADS = 2;

    private final TraceFile file;
    private final GuestImages images;
    private final List<TrapTrack> traps = new ArrayList<>();

    /** Calls of each thread that have not returned; keyed by the base of its link stack. */
    private final Map<Long, CallTrack> calls = new LinkedHashMap<>();

    private VirtBoard board;
    private AddressSpaceNames names;
    private GuestSymbols symbols;
    private boolean[] inSpace;

    /** Steps of earlier machines, before a restart. */
    private long offset;

    /** @param out takes the trace; not closed */
    public Tracer(final Appendable out, final GuestImages images) {
        file = new TraceFile(out);
        this.images = images;
        file.nameGroup(HARTS, "harts");
        file.nameGroup(THREADS, "cross process calls");
    }

    /** Looks at a machine from now on; what is open of the machine before it ends. */
    public Observer attach(final VirtBoard newBoard) {
        endAll();
        board = newBoard;
        names = new AddressSpaceNames(board);
        symbols = new GuestSymbols(board, names, images);
        inSpace = new boolean[board.machine().cores().size()];
        traps.clear();
        for (int hart = 0; hart < inSpace.length; hart++) {
            file.nameTrack(modeTrack(hart), "hart " + hart + ": traps");
            file.nameTrack(spaceTrack(hart), "hart " + hart + ": address space");
            traps.add(new TrapTrack(file, modeTrack(hart)));
        }
        return this;
    }

    private static TraceFile.Track modeTrack(final int hart) {
        return new TraceFile.Track(HARTS, 2 * hart + 1);
    }

    private static TraceFile.Track spaceTrack(final int hart) {
        return new TraceFile.Track(HARTS, 2 * hart + 2);
    }

    /** Ends the trace: everything open ends now. */
    public void finish() {
        endAll();
        file.finish();
    }

    /** Returns how many slices and instants have been written. */
    public long events() {
        return file.events();
    }

    @Override
    public void on(final Event event) {
        final long time = offset + event.time();
        switch (event) {
            case Event.Trap trap ->
                traps.get(trap.hart())
                        .enter(
                                trap,
                                time,
                                core(trap).hart,
                                names.name(trap.satp()),
                                symbols.describe(trap.satp(), trap.pc()));
            case Event.TrapReturn back ->
                traps.get(back.hart())
                        .leave(back, time, names.name(back.satp()), symbols.describe(back.satp(), back.pc()));
            case Event.AddressSpaceSwitch change -> enterSpace(change.hart(), time, change.to());
            case Event.CrossCall call -> call(call, time);
            case Event.CrossReturn back -> {
                thread(back).ret(depth(back), time);
                enterSpace(back.hart(), time, back.to());
            }
            case Event.SegmentSwap swap -> swap(swap, time);
        }
    }

    private void call(final Event.CrossCall call, final long time) {
        final String callee = names.name(call.to());
        thread(call).call(depth(call), time, "x-entry " + call.id() + ": " + callee, arguments -> {
            arguments.name("from").value(names.name(call.from())).name("to").value(callee);
            arguments.name("pc").value(symbols.describe(call.from(), call.pc()));
            arguments.name("entry").value(symbols.describe(call.to(), call.target()));
            segment(arguments, "segment", call.segment());
        });
        enterSpace(call.hart(), time, call.to());
    }

    private void swap(final Event.SegmentSwap swap, final long time) {
        thread(swap).instant(time, "swapseg " + swap.index(), arguments -> {
            arguments.name("space").value(names.name(swap.satp()));
            segment(arguments, "dropped", swap.dropped());
            segment(arguments, "taken", swap.taken());
        });
    }

    private static void segment(final JsonWriter json, final String name, final Event.Segment segment) {
        json.name(name).beginObject().name("virtual").hex(segment.virtualBase());
        json.name("physical")
                .hex(segment.physicalBase())
                .name("length")
                .value(segment.length())
                .endObject();
    }

    private void enterSpace(final int hart, final long time, final long satp) {
        if (inSpace[hart]) {
            file.end(spaceTrack(hart), time);
        }
        file.begin(
                spaceTrack(hart),
                time,
                names.name(satp),
                arguments -> arguments.name("satp").hex(satp));
        inSpace[hart] = true;
    }

    private CallTrack thread(final Event event) {
        return calls.computeIfAbsent(register(event, XpcLayout.Csr.XLINKBASE), base -> {
            final TraceFile.Track track = new TraceFile.Track(THREADS, calls.size() + 1);
            file.nameTrack(track, "thread with link stack 0x" + Long.toHexString(base));
            return new CallTrack(file, track);
        });
    }

    /** Returns how many calls the thread that runs now has open, after the event. */
    private int depth(final Event event) {
        final long used = register(event, XpcLayout.Csr.XLINK) - register(event, XpcLayout.Csr.XLINKBASE);
        return (int) (used / XpcLayout.Record.SIZE);
    }

    private long register(final Event event, final int csr) {
        final Core core = core(event);
        return core.csrs.find(csr).orElseThrow().read(core.hart);
    }

    private Core core(final Event event) {
        return board.machine().cores().get(event.hart());
    }

    private void endAll() {
        if (board == null) {
            return;
        }
        final long time = offset
                + board.machine().cores().stream()
                        .mapToLong(core -> core.hart.steps)
                        .max()
                        .orElse(0);
        traps.forEach(track -> track.endAll(time));
        calls.values().forEach(track -> track.endAll(time));
        for (int hart = 0; hart < inSpace.length; hart++) {
            if (inSpace[hart]) {
                file.end(spaceTrack(hart), time);
            }
        }
        offset = time;
    }
}
