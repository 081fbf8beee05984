// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.gdb;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Set;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.machine.execute.Core;
import org.xpcmachine.machine.mmu.Watchpoint;
import org.xpcmachine.machine.trap.GuestTrap;

/**
 * The packets that look at or change a machine that is stopped. A packet that makes no sense is answered by an error, one that is not
 * known by nothing, as the protocol wants it.
 */
final class Commands {
    static final String OK = "OK";
    static final String BAD_PACKET = "E16";
    static final String NO_HISTORY = "E5f";
    private static final String BAD_ADDRESS = "E0e";

    /** Most bytes of memory that are read at once: as many as fit a packet. */
    private static final int LONGEST_READ = PacketChannel.LONGEST / 2;

    /** Most breakpoints and watchpoints together. */
    private static final int MOST_POINTS = 1000;

    private final GuestImages images;
    private final Set<Long> breakpoints = new LinkedHashSet<>();
    private final Set<Watchpoint> watchpoints = new LinkedHashSet<>();
    private Target target;
    private Monitor monitor;
    private boolean reverse;

    /** Number of the hart whose registers and memory are looked at. */
    private int hart;

    Commands(final GuestImages images) {
        this.images = images;
    }

    /** Takes another board, after a restart: the points stay. */
    void connect(final Target newTarget) {
        target = newTarget;
        monitor = new Monitor(target, images);
        breakpoints.forEach(target.board.machine().debugger()::addBreakpoint);
        watchpoints.forEach(target.board.machine().debugger()::addWatchpoint);
    }

    /** Takes all points away: nobody looks any more. */
    void clear() {
        breakpoints.clear();
        watchpoints.clear();
        target.physical = false;
        target.board.machine().debugger().clear();
    }

    /** Whether the debugger is told that it can go back. */
    void setReverse(final boolean possible) {
        reverse = possible;
    }

    /** Whether a packet changes the machine. */
    static boolean changes(final String packet) {
        return !packet.isEmpty() && "GPMX".indexOf(packet.charAt(0)) >= 0;
    }

    void select(final int number) {
        hart = number;
    }

    int selected() {
        return hart;
    }

    /** Returns the answer to a packet, whatever is in it. */
    String answer(final String packet) {
        try {
            return packet.isEmpty() ? "" : decide(packet);
        } catch (final IllegalArgumentException | IndexOutOfBoundsException | GuestTrap e) {
            return BAD_PACKET;
        }
    }

    private String decide(final String packet) {
        final String rest = packet.substring(1);
        return switch (packet.charAt(0)) {
            case 'g' -> readAll();
            case 'G' -> writeAll(rest);
            case 'p' -> hex(target.registers(hart).read(Integer.parseInt(rest, 16)));
            case 'P' -> writeOne(rest.split("=", 2));
            case 'm' -> readMemory(range(rest));
            case 'M' -> writeMemory(rest.split(":", 2), false);
            case 'X' -> writeMemory(rest.split(":", 2), true);
            case 'Z' -> point(rest, true);
            case 'z' -> point(rest, false);
            case 'H' -> choose(rest);
            case 'T' -> thread(rest) >= 0 ? OK : BAD_PACKET;
            case 'q' -> query(packet);
            case 'Q' -> set(packet);
            default -> "";
        };
    }

    private String readAll() {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < TargetRegisters.GENERAL; i++) {
            text.append(hex(target.registers(hart).read(i)));
        }
        return text.toString();
    }

    private String writeAll(final String values) {
        final byte[] bytes = HexFormat.of().parseHex(values);
        if (bytes.length != TargetRegisters.GENERAL * Long.BYTES) {
            return BAD_PACKET;
        }
        for (int i = 0; i < TargetRegisters.GENERAL; i++) {
            target.registers(hart).write(i, value(values.substring(16 * i, 16 * i + 16)));
        }
        return OK;
    }

    private String writeOne(final String[] parts) {
        target.registers(hart).write(Integer.parseInt(parts[0], 16), value(parts[1]));
        return OK;
    }

    /** Eight bytes in the guest's order. */
    private static String hex(final long value) {
        return HexFormat.of().toHexDigits(Long.reverseBytes(value));
    }

    private static long value(final String hex) {
        if (hex.length() != 2 * Long.BYTES) {
            throw new IllegalArgumentException("a register has 8 bytes: " + hex);
        }
        return Long.reverseBytes(HexFormat.fromHexDigitsToLong(hex));
    }

    private static long[] range(final String text) {
        final String[] parts = text.split(",", 2);
        return new long[] {Long.parseUnsignedLong(parts[0], 16), Long.parseUnsignedLong(parts[1], 16)};
    }

    private String readMemory(final long[] range) {
        final StringBuilder text = new StringBuilder();
        final long length = Long.compareUnsigned(range[1], LONGEST_READ) > 0 ? LONGEST_READ : range[1];
        for (int i = 0; i < length; i++) {
            final int b = target.read(hart, range[0] + i);
            if (b < 0) {
                return i == 0 ? BAD_ADDRESS : text.toString();
            }
            text.append(HexFormat.of().toHexDigits((byte) b));
        }
        return text.toString();
    }

    private String writeMemory(final String[] parts, final boolean binary) {
        final long[] range = range(parts[0]);
        final byte[] bytes = binary ? unescape(parts[1]) : HexFormat.of().parseHex(parts[1]);
        if (bytes.length != range[1]) {
            return BAD_PACKET;
        }
        return target.write(hart, range[0], bytes) ? OK : BAD_ADDRESS;
    }

    private static byte[] unescape(final String data) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < data.length(); i++) {
            final char c = data.charAt(i);
            text.append(c == '}' ? (char) (data.charAt(++i) ^ 0x20) : c);
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String point(final String text, final boolean insert) {
        if (insert && breakpoints.size() + watchpoints.size() >= MOST_POINTS) {
            return BAD_PACKET;
        }
        final int type = Integer.parseInt(text, 0, 1, 16);
        final long[] range = range(text.substring(2).split(";", 2)[0]);
        if (type <= 1) {
            final boolean changes = insert ? breakpoints.add(range[0]) : breakpoints.remove(range[0]);
            if (changes && insert) {
                target.board.machine().debugger().addBreakpoint(range[0]);
            } else if (changes) {
                target.board.machine().debugger().removeBreakpoint(range[0]);
            }
            return OK;
        }
        final Watchpoint.Kind kind = switch (type) {
            case 2 -> Watchpoint.Kind.WRITE;
            case 3 -> Watchpoint.Kind.READ;
            case 4 -> Watchpoint.Kind.ACCESS;
            default -> null;
        };
        if (kind == null) {
            return "";
        }
        final Watchpoint watchpoint = new Watchpoint(range[0], range[1], kind);
        if (insert) {
            watchpoints.add(watchpoint);
            target.board.machine().debugger().addWatchpoint(watchpoint);
        } else {
            watchpoints.remove(watchpoint);
            target.board.machine().debugger().removeWatchpoint(watchpoint);
        }
        return OK;
    }

    /** Returns the number of the hart that a thread's id names; any for 0, -1 for none. */
    int thread(final String id) {
        final int number = Integer.parseInt(id, 16);
        if (number == 0) {
            return hart;
        }
        return number > 0 && number <= target.cores().size() ? number - 1 : -1;
    }

    private String choose(final String text) {
        if (text.charAt(0) != 'g') {
            return OK;
        }
        final int number = text.equals("g-1") ? hart : thread(text.substring(1));
        if (number < 0) {
            return BAD_PACKET;
        }
        hart = number;
        return OK;
    }

    private String query(final String packet) {
        final String name = packet.split("[:,]", 2)[0];
        return switch (name) {
            case "qSupported" ->
                "PacketSize=%x;QStartNoAckMode+;qXfer:features:read+;vContSupported+%s"
                        .formatted(PacketChannel.LONGEST, reverse ? ";ReverseStep+;ReverseContinue+" : "");
            case "qAttached" -> "1";
            case "qC" -> "QC%x".formatted(hart + 1);
            case "qfThreadInfo" -> threads();
            case "qsThreadInfo" -> "l";
            case "qThreadExtraInfo" -> extraInfo(packet);
            case "qSymbol" -> OK;
            case "qXfer" -> description(packet);
            case "qqemu.PhyMemMode" -> target.physical ? "1" : "0";
            case "qRcmd" -> toHex(monitor.run(fromHex(packet.substring("qRcmd,".length())), hart));
            default -> "";
        };
    }

    private String set(final String packet) {
        if (packet.startsWith("Qqemu.PhyMemMode:")) {
            target.physical = packet.endsWith(":1");
            return OK;
        }
        return "";
    }

    private String threads() {
        final StringBuilder text = new StringBuilder("m");
        for (final Core core : target.cores()) {
            text.append(core.hart.id == 0 ? "" : ",").append(Integer.toHexString(core.hart.id + 1));
        }
        return text.toString();
    }

    private String extraInfo(final String packet) {
        final int number = thread(packet.substring("qThreadExtraInfo,".length()));
        return toHex("hart " + number + ": " + monitor.place(target.cores().get(number)));
    }

    private String description(final String packet) {
        final String prefix = "qXfer:features:read:target.xml:";
        if (!packet.startsWith(prefix)) {
            return packet.startsWith("qXfer:features:read:") ? "E00" : "";
        }
        final String xml = target.registers(0).xml();
        final long[] range = range(packet.substring(prefix.length()));
        final int from = Math.clamp(range[0], 0, xml.length());
        final int to = Math.clamp(range[1], 0, Math.min(xml.length() - from, LONGEST_READ)) + from;
        return (to == xml.length() ? "l" : "m") + xml.substring(from, to);
    }

    private static String toHex(final String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String fromHex(final String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
}
