// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.lab.GuestRun;
import org.xpcmachine.lab.RunConfig;
import org.xpcmachine.lab.RunResult;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.HostConsole;
import org.xpcmachine.machine.board.StopReason;
import org.xpcmachine.machine.board.VirtBoard;
import org.xpcmachine.machine.device.net.UserNetwork;
import org.xpcmachine.machine.device.net.UserNetworkConfig;
import org.xpcmachine.machine.device.share.SharedFolder;
import org.xpcmachine.machine.device.virtio.DiskImage;
import org.xpcmachine.machine.device.virtio.OverlayImage;
import org.xpcmachine.machine.device.virtio.RawImage;
import org.xpcmachine.machine.device.virtio.Virtio9p;
import org.xpcmachine.machine.device.virtio.VirtioBlock;
import org.xpcmachine.machine.device.virtio.VirtioConsole;
import org.xpcmachine.machine.device.virtio.VirtioEntropy;
import org.xpcmachine.machine.device.virtio.VirtioNet;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.KernelFile;
import org.xpcmachine.machine.snapshot.Snapshot;
import org.xpcmachine.translator.TranslatorConfig;

/**
 * Debian's Linux uses every virtio device by its own drivers, in one boot; a second machine then mounts the disks that the first
 * wrote, a third goes on from a snapshot of that one, and the host checks what is left.
 */
class LinuxDevicesTest {
    private static final String PROMPT = "~ # ";
    private static final long MEMORY = 256L << 20;
    private static final int DISK = 24 << 20;

    /** Ten minutes of guest time, some of which passes as the host's does. */
    private static final long LIMIT = 600_000_000_000L;

    private static final int WEB_PORT = 80;
    private static final int PAGE = 1 << 20;
    private static final byte[] LARGE_PAGE = new byte[PAGE];

    private static final Pattern CONTENTS_SAID = Pattern.compile("(?m)^[0-9a-f]{64}  -\n[0-9]+\n100$");

    /** How the two machines tell what is on a disk. */
    private static final String CONTENTS = "(cd /$d; cat big x/big f50 link | sha256sum; ls | wc -l; cat link)";

    @TempDir
    private static Path host;

    private static Path asMade;
    private static Path shared;
    private static Map<String, String> first;
    private static final Typist second = new Typist();
    private static final Typist third = new Typist();
    private static String mounted;
    private static String afterBoot;
    private static String afterRestore;
    private static long stepsAfterBoot;
    private static long stepsAfterRestore;

    /** What the host found when the guest asked it to look. */
    private static String seen = "";

    private static byte[] fetched = {};

    @BeforeAll
    static void bootTwice() throws IOException, InterruptedException {
        assumeTrue(
                DebianImages.ofProcess().exist(), "skipped: Debian's kernel is not here; " + DebianImages.HOW_TO_FETCH);
        final Path raw = host.resolve("raw.img");
        assumeTrue(
                run("mkfs.ext4", "-q", "-F", raw.toString(), DISK / 1024 + "k") == 0,
                "skipped: this host has no mkfs.ext4");
        Files.copy(raw, host.resolve("base.img"));
        Files.copy(raw, host.resolve("as-made.img"));
        asMade = Files.copy(raw, host.resolve("kept.img"));
        shared = Files.createDirectory(host.resolve("shared"));
        Files.writeString(shared.resolve("from-host"), "written by the host\n");
        new Random(1).nextBytes(LARGE_PAGE);
        first = bootWithEverything();
        bootWithDisks();
    }

    /** Returns the exit code of a command of the host; -1 if there is none. */
    private static int run(final String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(host.resolve("output").toFile())
                    .start()
                    .waitFor();
        } catch (final IOException e) {
            return -1;
        }
    }

    private static DiskImage overlay() throws IOException {
        return new OverlayImage(new RawImage(host.resolve("base.img"), false), host.resolve("overlay.img"));
    }

    private static Map<String, String> bootWithEverything() throws IOException {
        final int[] door = new int[1];
        try (HostServices services = new HostServices(path -> page(path, door[0]));
                UserNetwork network = new UserNetwork(new UserNetworkConfig(
                        false,
                        Optional.of(services.nameServer()),
                        List.of(UserNetworkConfig.Forward.of(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                InetAddress.ofLiteral("10.0.2.15"),
                                WEB_PORT))));
                SharedFolder folder = new SharedFolder(shared, true);
                DiskImage raw = new RawImage(host.resolve("raw.img"), true);
                DiskImage overlay = overlay();
                DiskImage readOnly = new RawImage(host.resolve("as-made.img"), false)) {
            door[0] = network.doors().getFirst().getPort();
            final BoardConfig board = board().withVirtio(console -> new VirtioBlock(raw, "raw"))
                    .withVirtio(console -> new VirtioBlock(overlay, "overlay"))
                    .withVirtio(console -> new VirtioBlock(readOnly, "read-only"))
                    .withVirtio(console -> new VirtioEntropy(1))
                    .withVirtio(console -> new VirtioNet(network))
                    .withVirtio(console -> new Virtio9p(folder, "share"))
                    .withVirtio(VirtioConsole::new);
            return boot(board, "console=hvc0 earlycon=sbi", commands(services.webPort()));
        }
    }

    private static BoardConfig board() {
        return BoardConfig.DEFAULT.withMemory(MEMORY).withExecutor(TranslatorConfig.DEFAULT);
    }

    private static Map<String, String> commands(final int port) {
        final String here = "http://10.0.2.2:" + port;
        final Map<String, String> commands = new LinkedHashMap<>();
        commands.put("console", "cat /sys/class/tty/console/active; tty");
        commands.put(
                "mount", "mkdir -p /a /b /c /s /etc /www; mount /dev/vda /a && mount /dev/vdb /b; echo mounted=$?");
        commands.put(
                "write",
                "for d in a b; do (cd /$d; for i in $(seq 100); do echo $i >f$i; done; mkdir -p x/y; mv f100 x/y/moved;"
                        + " rm f99; ln -s x/y/moved link; dd if=/dev/urandom of=big bs=64k count=16; cp big x/big; sync); "
                        + CONTENTS + "; umount /$d; echo unmounted=$?; done");
        commands.put(
                "read-only",
                "cat /sys/block/vdc/ro; mount -o ro /dev/vdc /c; echo mounted=$?; umount /c;"
                        + " dd if=/dev/zero of=/dev/vdc count=1; echo written=$?");
        commands.put(
                "entropy",
                "cat /sys/class/misc/hw_random/rng_current; head -c 4096 /dev/hwrng >/r; wc -c </r; gzip -c /r | wc -c");
        commands.put(
                "share",
                "mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 share /s; echo mounted=$?; cat /s/from-host");
        commands.put(
                "share write",
                "cd /s; mkdir -p made/deep; echo guest >made/file; mv made/file made/deep/renamed; ln -s deep made/link;"
                        + " cp /bin/busybox made; chmod 700 made/busybox; cmp made/busybox /bin/busybox; echo same=$?;"
                        + " echo gone >gone; rm gone; cd /");
        commands.put(
                "address",
                "ifconfig eth0 up; printf '#!/bin/sh\\n[ $1 = bound ] && ifconfig $interface $ip netmask $subnet && route add default gw"
                        + " $router && echo nameserver $dns >/etc/resolv.conf\\n' >/got; chmod +x /got;"
                        + " udhcpc -q -n -i eth0 -s /got; ifconfig eth0 | grep addr:; cat /etc/resolv.conf");
        commands.put("name", "nslookup -type=a any.test");
        commands.put("by name", "wget -q -O - http://any.test:" + port + "/hello");
        commands.put("large", "wget -q -O /www/large " + here + "/large; sha256sum </www/large");
        commands.put("forward", "httpd -p " + WEB_PORT + " -h /www; wget -q -O - " + here + "/fetch-from-guest");
        commands.put("look", "wget -q -O - " + here + "/look; ls /s; cat /s/answer");
        commands.put("end", "umount /s; echo unmounted=$?; poweroff -f");
        return commands;
    }

    /** What the host's web server answers. */
    private static byte[] page(final String path, final int door) throws IOException {
        switch (path) {
            case "/hello" -> {
                return "hello, guest\n".getBytes(StandardCharsets.UTF_8);
            }
            case "/large" -> {
                return LARGE_PAGE;
            }
            case "/fetch-from-guest" -> {
                fetched = HostServices.fetch(door, "/large");
                return "fetched %d bytes\n".formatted(fetched.length).getBytes(StandardCharsets.UTF_8);
            }
            default -> {
                try (Stream<Path> all = Files.walk(shared)) {
                    seen = String.join(
                            " ",
                            all.map(file -> shared.relativize(file).toString())
                                    .sorted()
                                    .toList());
                }
                Files.writeString(shared.resolve("answer"), "the host has looked\n");
                return new byte[0];
            }
        }
    }

    /**
     * Boots with the disks that the first machine wrote, looks at them, is saved with both mounted, and goes on. Another machine goes
     * on from there, too.
     */
    private static void bootWithDisks() throws IOException {
        final String look = "for d in a b; do ls /$d/late; " + CONTENTS
                + "; echo late >/$d/late; sync; umount /$d; echo unmounted=$?; done";
        final Snapshot snapshot;
        try (DiskImage raw = OverlayImage.throwaway(new RawImage(host.resolve("raw.img"), false));
                DiskImage overlay = overlay();
                VirtBoard board = boardWithDisks(raw, overlay)) {
            second.say(board, "");
            mounted = second.say(board, "mkdir /a /b; mount /dev/vda /a && mount /dev/vdb /b; echo mounted=$?");
            snapshot = board.save();
            afterBoot = second.say(board, look);
            stepsAfterBoot = board.machine().steps();
        }
        try (DiskImage raw = OverlayImage.throwaway(new RawImage(host.resolve("raw.img"), false));
                DiskImage overlay = overlay();
                VirtBoard board = boardWithDisks(raw, overlay)) {
            board.restore(snapshot);
            afterRestore = third.say(board, look);
            stepsAfterRestore = board.machine().steps();
        }
    }

    private static VirtBoard boardWithDisks(final DiskImage raw, final DiskImage overlay) {
        final BoardConfig board = board().withVirtio(console -> new VirtioBlock(raw, "raw"))
                .withVirtio(console -> new VirtioBlock(overlay, "overlay"));
        return new VirtBoard(board, images("console=ttyS0"), second.isUsed() ? third : second);
    }

    /** Types one command at a time. */
    private static final class Typist implements HostConsole {
        private final StringBuilder heard = new StringBuilder();
        private final Queue<Integer> typed = new ArrayDeque<>();
        private Runnable onPrompt = () -> {};

        boolean isUsed() {
            return !heard.isEmpty();
        }

        /** Types a command, or nothing, and returns what the guest says up to its next prompt, where it stays. */
        String say(final VirtBoard board, final String command) {
            heard.setLength(0);
            onPrompt = board.machine()::stop;
            if (!command.isEmpty()) {
                (command + "\n").chars().forEach(typed::add);
            }
            assertThat(board.machine().run(LIMIT)).as(heard.toString()).isEqualTo(StopReason.REQUESTED);
            return heard.substring(heard.indexOf("\n") + 1).replace("\r", "");
        }

        @Override
        public void write(final int b) {
            heard.append((char) b);
            if (b == ' ' && heard.indexOf(PROMPT, heard.length() - PROMPT.length()) >= 0) {
                onPrompt.run();
            }
        }

        @Override
        public int poll() {
            final Integer b = typed.poll();
            return b == null ? NOTHING : b;
        }
    }

    private static BootImages images(final String arguments) {
        final DebianImages debian = DebianImages.ofProcess();
        return new BootImages(
                new BootImages.Image("firmware", InputFile.read(debian.firmware("fw_dynamic"))),
                new BootImages.Image("kernel", KernelFile.read(debian.kernel(), false)),
                InputFile.read(debian.initrd()),
                arguments);
    }

    /** Boots, types the commands, and returns what the guest says to each. */
    private static Map<String, String> boot(
            final BoardConfig board, final String arguments, final Map<String, String> commands) {
        final ScriptedConsole console =
                new ScriptedConsole(PROMPT, commands.values().stream().toList());
        try (GuestRun run = new GuestRun(new RunConfig(images(arguments), board, LIMIT), console, b -> null)) {
            final RunResult result = run.run();
            assertThat(result.outcome()).as(console.transcript()).isEqualTo(RunResult.Outcome.EXIT);
        }
        final Map<String, String> answers = new LinkedHashMap<>();
        commands.forEach((name, command) -> {
            final String answer = console.answer(answers.size());
            answers.put(name, answer.substring(answer.indexOf('\n') + 1).replace("\r", ""));
        });
        return answers;
    }

    @Test
    void theShellIsOnTheVirtioConsole() {
        assertThat(first.get("console")).isEqualTo("hvc0\n/dev/hvc0\n");
    }

    /** Returns what both machines say of the contents of a disk: a checksum, how many files, and where a link leads. */
    private static String contents(final String answer, final int disk) {
        final Matcher matcher = CONTENTS_SAID.matcher(answer);
        for (int i = 0; i <= disk; i++) {
            assertThat(matcher.find()).as(answer).isTrue();
        }
        return matcher.group();
    }

    @Test
    void disksHoldWhatWasWrittenWhenAnotherMachineMountsThem() {
        assertThat(first.get("mount")).contains("\nmounted=0\n");
        for (int disk = 0; disk < 2; disk++) {
            assertThat(contents(afterBoot, disk)).isEqualTo(contents(first.get("write"), disk));
        }
        assertThat(contents(first.get("write"), 0)).isNotEqualTo(contents(first.get("write"), 1));
        assertThat(first.get("write").split("\nunmounted=0\n", -1)).hasSize(3);
        assertThat(afterBoot.split("\nunmounted=0\n", -1)).hasSize(3);
    }

    @Test
    void anotherMachineGoesOnFromASnapshotWithItsDisksMounted() {
        assertThat(mounted).contains("\nmounted=0\n");
        assertThat(afterBoot.split("/late: No such file", -1)).hasSize(3);
        assertThat(afterRestore).isEqualTo(afterBoot);
        assertThat(stepsAfterRestore).isEqualTo(stepsAfterBoot);
    }

    @Test
    void theHostFindsTheFileSystemsWhole() throws IOException, InterruptedException {
        final Path flat = host.resolve("flat.img");
        try (DiskImage overlay = overlay()) {
            final byte[] all = new byte[DISK];
            overlay.read(0, all, 0, DISK);
            Files.write(flat, all);
        }
        for (final Path image : List.of(flat, host.resolve("raw.img"))) {
            assertThat(run("e2fsck", "-f", "-n", image.toString()))
                    .as(Files.readString(host.resolve("output")))
                    .isZero();
            assertThat(Files.mismatch(image, asMade)).isNotEqualTo(-1);
        }
    }

    @Test
    void whatIsBelowAnOverlayOrReadOnlyStaysAsItWas() {
        assertThat(first.get("read-only")).contains("\n1\n", "\nmounted=0\n", "\nwritten=1\n");
        for (final String image : List.of("base.img", "as-made.img")) {
            assertThat(host.resolve(image)).hasSameBinaryContentAs(asMade);
        }
    }

    @Test
    void randomNumbersCome() {
        assertThat(first.get("entropy")).contains("\nvirtio_rng.0\n4096\n");
        final String[] lines = first.get("entropy").strip().split("\n");
        assertThat(Integer.parseInt(lines[lines.length - 1])).as("packed").isGreaterThan(4096);
    }

    @Test
    void guestAndHostSeeEachOthersFiles() throws IOException {
        assertThat(first.get("share")).contains("\nmounted=0\nwritten by the host\n");
        assertThat(first.get("share write")).contains("\nsame=0\n");
        assertThat(seen).isEqualTo(" from-host made made/busybox made/deep made/deep/renamed made/link");
        assertThat(first.get("look")).contains("the host has looked\n").containsPattern("answer +from-host +made");
        assertThat(first.get("end")).contains("unmounted=0");
        assertThat(shared.resolve("made/deep/renamed")).content().isEqualTo("guest\n");
        assertThat(Files.readSymbolicLink(shared.resolve("made/link"))).isEqualTo(Path.of("deep"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.resolve("made/busybox"))))
                .isEqualTo("rwx------");
    }

    @Test
    void theNetworkGivesAnAddressAndLeadsOutAndIn() throws NoSuchAlgorithmException {
        assertThat(first.get("address"))
                .contains("lease of 10.0.2.15 obtained from 10.0.2.2", "inet addr:10.0.2.15 ", "nameserver 10.0.2.3\n");
        assertThat(first.get("name")).contains("Address: 10.0.2.2\n");
        assertThat(first.get("by name")).contains("hello, guest\n");
        assertThat(first.get("large"))
                .contains(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(LARGE_PAGE)));
        assertThat(first.get("forward")).contains("fetched " + PAGE + " bytes");
        assertThat(fetched).isEqualTo(LARGE_PAGE);
    }
}
