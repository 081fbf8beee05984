// SPDX-License-Identifier: Apache-2.0

import com.sun.net.httpserver.HttpServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures virtio devices: boots Debian's initial RAM disk on whatever machine is given, types commands, and prints how long each
 * takes by the host's clock, so that machines can be compared whose guests' clocks differ. docs/devices.md shows how to use it.
 *
 * <pre>
 * java guest/debian/DeviceSpeed.java COMMAND...   boots with a disk of at least 256 MiB, a network and a shared folder
 * </pre>
 */
final class DeviceSpeed {
    private static final String PROMPT = "~ # ";
    private static final int MIB = 1 << 20;
    private static final int PAGE = 64 * MIB;

    private DeviceSpeed() {}

    /** Commands, and how many MiB each moves; 0 for what is not measured, negative for so many operations. */
    private static Map<String, Integer> commands(final int port) {
        final Map<String, Integer> commands = new LinkedHashMap<>();
        commands.put(
                "mkdir -p /s; umount /s 2>/dev/null; mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 share /s; ifconfig eth0"
                        + " 10.0.2.15 netmask 255.255.255.0; rm -rf /s/many /s/file; echo 3 >/proc/sys/vm/drop_caches",
                0);
        commands.put("dd if=/dev/vda of=/dev/null bs=1M count=256", 256);
        commands.put("dd if=/dev/zero of=/dev/vda bs=1M count=256 conv=fsync", 256);
        commands.put("dd if=/dev/vda of=/dev/null bs=4k count=8192 iflag=direct", -8192);
        commands.put("wget -q -O /dev/null http://10.0.2.2:" + port + "/", 64);
        commands.put("dd if=/dev/zero of=/s/file bs=256k count=256", 64);
        commands.put("dd if=/s/file of=/dev/null bs=256k", 64);
        commands.put("mkdir /s/many; for i in $(seq 500); do echo $i >/s/many/$i; done", -500);
        commands.put("ls -l /s/many | wc -l", -500);
        return commands;
    }

    public static void main(final String[] machine) throws Exception {
        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        final byte[] page = new byte[PAGE];
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, page.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(page);
            }
        });
        server.start();
        final Process process = new ProcessBuilder(machine).redirectErrorStream(true).start();
        final StringBuilder heard = new StringBuilder();
        try {
            final long start = System.nanoTime();
            await(process, heard);
            System.out.printf("%7.2f s  to the prompt%n", (System.nanoTime() - start) / 1e9);
            for (int pass = 0; pass < 2; pass++) {
                System.out.println(pass == 0 ? "the first time" : "again");
                for (final Map.Entry<String, Integer> command :
                        commands(server.getAddress().getPort()).entrySet()) {
                    measure(process, heard, command.getKey(), command.getValue());
                }
            }
            type(process, "poweroff -f");
            process.waitFor();
        } finally {
            server.stop(0);
            process.destroy();
        }
    }

    private static void measure(
            final Process process, final StringBuilder heard, final String command, final int amount)
            throws Exception {
        final long start = System.nanoTime();
        type(process, command);
        final String answer = await(process, heard);
        final double seconds = (System.nanoTime() - start) / 1e9;
        if (amount > 0) {
            System.out.printf("%7.2f s %7.1f MiB/s  %s%n", seconds, amount / seconds, command);
        } else if (amount < 0) {
            System.out.printf("%7.2f s %7.0f /s     %s%n", seconds, -amount / seconds, command);
        }
        if (answer.contains("rror") || answer.contains("can't") || answer.contains("not found")) {
            System.out.println(answer);
        }
    }

    private static void type(final Process process, final String line) throws Exception {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    /** Returns what the machine says up to its prompt. */
    private static String await(final Process process, final StringBuilder heard) throws Exception {
        heard.setLength(0);
        final InputStream in = process.getInputStream();
        while (heard.length() < PROMPT.length() || heard.lastIndexOf(PROMPT) != heard.length() - PROMPT.length()) {
            final int b = in.read();
            if (b < 0) {
                throw new IllegalStateException("the machine ended:\n" + heard);
            }
            heard.append((char) b);
        }
        return heard.toString();
    }
}
