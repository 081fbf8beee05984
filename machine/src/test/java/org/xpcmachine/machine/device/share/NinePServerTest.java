// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A guest's requests, message by message, to a folder beside which there is a secret. */
@Timeout(60)
class NinePServerTest {
    private static final long SEED = Long.getLong("xpc.seed", 20261126L);
    private static final int ROOM = 8192;
    private static final int ROOT = 1;
    private static final int READ_ONLY = 0;
    private static final int READ_WRITE = 2;
    private static final int TRUNCATE = 0x200;
    private static final String SECRET = "secret";

    @TempDir
    private Path host;

    private Path shared;
    private Path secret;
    private SharedFolder folder;
    private NinePServer server;

    @BeforeEach
    void open() throws IOException {
        shared = Files.createDirectory(host.resolve("shared"));
        secret = Files.writeString(host.resolve("secret"), SECRET);
        Files.writeString(shared.resolve("file"), "contents");
        Files.createDirectory(shared.resolve("inner"));
        Files.writeString(shared.resolve("inner/deep"), "deep");
        Files.createSymbolicLink(shared.resolve("link"), Path.of("../secret"));
        Files.createSymbolicLink(shared.resolve("up"), Path.of(".."));
        serve(true);
    }

    private void serve(final boolean writable) throws IOException {
        folder = new SharedFolder(shared, writable);
        server = new NinePServer(folder);
        ok(attach());
    }

    @AfterEach
    void theSecretIsAsItWas() throws IOException {
        folder.close();
        assertThat(secret).content().isEqualTo(SECRET);
        try (Stream<Path> files = Files.list(host)) {
            assertThat(files).containsExactlyInAnyOrder(shared, secret);
        }
    }

    /** Builds a request; {@link #send} sets its length. */
    private static Message request(final int type) {
        return new Message(ROOM).put32(0).put8(type).put16(77);
    }

    private Message send(final Message request) {
        request.set32(0, request.position());
        final byte[] answer = server.answer(request.toBytes(), ROOM);
        assertThat(answer.length).isBetween(NinePServer.HEADER, ROOM);
        return new Message(answer, 0, answer.length);
    }

    /** Returns what is behind the header of an answer that is no error. */
    private static Message ok(final Message answer) {
        assertThat(error(answer)).isZero();
        return answer;
    }

    /** Reads the header, and returns the error's number, or 0. */
    private static int error(final Message answer) {
        try {
            answer.get32();
            final int type = answer.get8();
            assertThat(answer.get16()).isEqualTo(77);
            return type == 7 ? answer.get32() : 0;
        } catch (final Refusal e) {
            throw new AssertionError("the answer is too short", e);
        }
    }

    private Message attach() {
        return send(
                request(104).put32(ROOT).put32(-1).putString("u").putString("").put32(0));
    }

    private Message walk(final int from, final int to, final String... names) {
        final Message request = request(110).put32(from).put32(to).put16(names.length);
        for (final String name : names) {
            request.putString(name);
        }
        return send(request);
    }

    private Message lopen(final int fid, final int flags) {
        return send(request(12).put32(fid).put32(flags));
    }

    private Message create(final int fid, final String name, final int mode) {
        return send(request(14).put32(fid).putString(name).put32(2).put32(mode).put32(0));
    }

    private String read(final int fid, final long offset, final int count) throws Refusal {
        final Message answer = ok(send(request(116).put32(fid).put64(offset).put32(count)));
        final int length = answer.get32();
        return StandardCharsets.UTF_8.decode(answer.getBytes(length)).toString();
    }

    private Message write(final int fid, final long offset, final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final Message request = request(118).put32(fid).put64(offset).put32(bytes.length);
        request.room(bytes.length).put(bytes);
        return send(request);
    }

    private Message clunk(final int fid) {
        return send(request(120).put32(fid));
    }

    private Message mkdir(final int fid, final String name) {
        return send(request(72).put32(fid).putString(name).put32(0755).put32(0));
    }

    private Message symlink(final int fid, final String name, final String target) {
        return send(request(16).put32(fid).putString(name).putString(target).put32(0));
    }

    private Message unlink(final int fid, final String name, final int flags) {
        return send(request(76).put32(fid).putString(name).put32(flags));
    }

    private Message renameAt(final int from, final String name, final int to, final String newName) {
        return send(request(74).put32(from).putString(name).put32(to).putString(newName));
    }

    private Message setAttributes(final int fid, final int what, final int mode, final long size, final long time) {
        return send(request(26)
                .put32(fid)
                .put32(what)
                .put32(mode)
                .put32(0)
                .put32(0)
                .put64(size)
                .put64(time)
                .put64(0)
                .put64(time)
                .put64(0));
    }

    private List<String> list(final int fid, final int count) throws Refusal {
        final List<String> names = new ArrayList<>();
        long offset = 0;
        while (true) {
            final Message answer = ok(send(request(40).put32(fid).put64(offset).put32(count)));
            final int length = answer.get32();
            if (length == 0) {
                return names;
            }
            assertThat(length).isLessThanOrEqualTo(count);
            while (answer.remaining() > 0) {
                answer.getBytes(13);
                offset = answer.get64();
                answer.get8();
                names.add(answer.getString());
            }
        }
    }

    @Test
    void agreesOnAVersionAndASize() throws Refusal {
        final Message answer = ok(send(request(100).put32(1 << 30).putString("9P2000.L")));
        assertThat(answer.get32()).isEqualTo(NinePServer.MAX_MESSAGE);
        assertThat(answer.getString()).isEqualTo("9P2000.L");
        assertThat(error(clunk(ROOT))).as("all is forgotten").isEqualTo(Refusal.EBADF);
        final Message other = ok(send(request(100).put32(8192).putString("9P2000.u")));
        other.get32();
        assertThat(other.getString()).isEqualTo("unknown");
    }

    @Test
    void readsFilesAndFolders() throws Refusal, IOException {
        ok(walk(ROOT, 2, "inner", "deep"));
        ok(lopen(2, READ_ONLY));
        assertThat(read(2, 1, 100)).isEqualTo("eep");
        assertThat(read(2, 100, 100)).isEmpty();
        assertThat(error(write(2, 0, "x"))).isEqualTo(Refusal.EBADF);
        ok(walk(ROOT, 3));
        ok(lopen(3, READ_ONLY));
        assertThat(list(3, 60)).containsExactlyInAnyOrder(".", "..", "file", "inner", "link", "up");
        Files.delete(shared.resolve("up"));
        assertThat(list(3, 4000)).containsExactlyInAnyOrder(".", "..", "file", "inner", "link");
        assertThat(walk(ROOT, 9, "inner", "none", "x").remaining())
                .as("one of three")
                .isEqualTo(7 + 2 + 13);
        assertThat(error(clunk(9))).isEqualTo(Refusal.EBADF);
        assertThat(error(walk(ROOT, 9, "none"))).isEqualTo(Refusal.ENOENT);
    }

    @Test
    void makesChangesAndRemoves() throws Refusal, IOException {
        ok(walk(ROOT, 2));
        ok(create(2, "new", 0640));
        ok(write(2, 3, "abc"));
        assertThat(read(2, 3, 9)).isEqualTo("abc");
        ok(setAttributes(2, 8, 0, 5, 0));
        assertThat(Files.readAllBytes(shared.resolve("new"))).containsExactly(0, 0, 0, 'a', 'b');
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.resolve("new"))))
                .isEqualTo("rw-r-----");
        ok(setAttributes(2, 1 | 0x20 | 0x100, 0600, 0, 1_000_000_000));
        assertThat(Files.getLastModifiedTime(shared.resolve("new")).toMillis()).isEqualTo(1_000_000_000_000L);
        ok(mkdir(ROOT, "made"));
        assertThat(error(mkdir(ROOT, "made"))).isEqualTo(Refusal.EEXIST);
        ok(walk(ROOT, 3, "made"));
        ok(renameAt(ROOT, "new", 3, "newer"));
        assertThat(read(2, 3, 9)).isEqualTo("ab");
        ok(renameAt(ROOT, "made", ROOT, "moved"));
        ok(walk(3, 4, "newer"));
        ok(clunk(4));
        assertThat(error(renameAt(ROOT, "moved", 3, "inside"))).isEqualTo(Refusal.EINVAL);
        assertThat(error(unlink(ROOT, "moved", 0x200))).isEqualTo(Refusal.ENOTEMPTY);
        assertThat(error(unlink(ROOT, "moved", 0))).isEqualTo(Refusal.EISDIR);
        ok(unlink(3, "newer", 0));
        assertThat(read(2, 3, 9)).as("still open").isEqualTo("ab");
        ok(send(request(24).put32(2).put64(0x7ff)));
        ok(unlink(ROOT, "moved", 0x200));
        ok(walk(ROOT, 5, "file"));
        ok(lopen(5, READ_WRITE | TRUNCATE));
        assertThat(shared.resolve("file")).isEmptyFile();
        assertThat(names(shared)).containsExactlyInAnyOrder("file", "inner", "link", "up");
    }

    private static List<String> names(final Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void nothingLeadsOutOfTheFolder() throws Refusal, IOException {
        for (final String name : List.of("..", ".", "", "/", "../x", "a/../../x", "/etc", "a\0b", "inner/..")) {
            final int created = error(create(ROOT, name, 0644));
            assertThat(created).as(name).isIn(Refusal.EINVAL, Refusal.ENOENT);
            assertThat(error(mkdir(ROOT, name))).as(name).isEqualTo(Refusal.EINVAL);
            assertThat(error(symlink(ROOT, name, "x"))).as(name).isEqualTo(Refusal.EINVAL);
            assertThat(error(renameAt(ROOT, "file", ROOT, name))).as(name).isEqualTo(Refusal.EINVAL);
            assertThat(error(renameAt(ROOT, name, ROOT, "y"))).as(name).isEqualTo(Refusal.EINVAL);
            assertThat(error(unlink(ROOT, name, 0))).as(name).isEqualTo(Refusal.EINVAL);
        }
        ok(walk(ROOT, 2, "..", "..", "inner", "..", "..", "file"));
        ok(lopen(2, READ_ONLY));
        assertThat(read(2, 0, 100)).isEqualTo("contents");
        assertThat(error(walk(ROOT, 3, "../secret"))).isEqualTo(Refusal.EINVAL);
        assertThat(error(walk(ROOT, 3, "inner/deep"))).isEqualTo(Refusal.EINVAL);
    }

    @Test
    void noLinkIsFollowed() throws Refusal, IOException {
        assertThat(walk(ROOT, 2, "up", "secret").remaining())
                .as("the link, and no further")
                .isEqualTo(7 + 2 + 13);
        ok(walk(ROOT, 3, "link"));
        for (final int flags : new int[] {READ_ONLY, READ_WRITE, READ_WRITE | TRUNCATE}) {
            assertThat(error(lopen(3, flags))).isEqualTo(Refusal.ELOOP);
        }
        assertThat(error(setAttributes(3, 8, 0, 0, 0))).isEqualTo(Refusal.ELOOP);
        assertThat(error(setAttributes(3, 1, 0777, 0, 0))).isEqualTo(Refusal.EOPNOTSUPP);
        assertThat(error(setAttributes(3, 0x20 | 0x100, 0, 0, 5))).isEqualTo(Refusal.EOPNOTSUPP);
        assertThat(ok(send(request(22).put32(3))).getString()).isEqualTo("../secret");
        assertThat(error(create(ROOT, "link", 0644))).isEqualTo(Refusal.EEXIST);
        ok(walk(ROOT, 4, "up"));
        assertThat(error(create(4, "new", 0644))).isNotZero();
        assertThat(error(mkdir(4, "new"))).isEqualTo(Refusal.ENOTDIR);
        assertThat(error(symlink(4, "new", "x"))).isEqualTo(Refusal.ENOTDIR);
        assertThat(error(unlink(4, "secret", 0))).isEqualTo(Refusal.ENOTDIR);
        assertThat(error(renameAt(4, "secret", ROOT, "mine"))).isEqualTo(Refusal.ENOTDIR);
        assertThat(error(renameAt(ROOT, "file", 4, "secret"))).isEqualTo(Refusal.ENOTDIR);
        ok(symlink(ROOT, "own", secret.toString()));
        ok(walk(ROOT, 5, "own"));
        assertThat(error(lopen(5, READ_WRITE | TRUNCATE))).isEqualTo(Refusal.ELOOP);
        ok(renameAt(ROOT, "file", ROOT, "link"));
        assertThat(shared.resolve("link")).isRegularFile();
        assertThat(names(shared)).containsExactlyInAnyOrder("inner", "link", "up", "own");
    }

    @Test
    void aFolderThatBecomesALinkWhileItIsUsedLeadsNowhere() throws Exception {
        Files.createDirectory(host.resolve("shared/swap"));
        final Path away = shared.resolve("away");
        final Path swap = shared.resolve("swap");
        final AtomicBoolean done = new AtomicBoolean();
        final Thread other = Thread.ofPlatform().start(() -> {
            try {
                while (!done.get()) {
                    Files.move(swap, away);
                    Files.createSymbolicLink(swap, Path.of(".."));
                    Files.delete(swap);
                    Files.move(away, swap);
                }
            } catch (final IOException e) {
                throw new AssertionError(e);
            }
        });
        int made = 0;
        try {
            for (int i = 0; i < 3000; i++) {
                final int fid = 10 + 3 * i;
                if (error(walk(ROOT, fid, "swap")) != 0) {
                    continue;
                }
                made += error(mkdir(fid, "d" + i)) == 0 ? 1 : 0;
                error(symlink(fid, "l" + i, "x"));
                error(unlink(fid, "secret", 0));
                error(renameAt(ROOT, "file", fid, "secret"));
                error(renameAt(fid, "secret", ROOT, "file"));
                if (error(walk(fid, fid + 1, "secret")) == 0 && error(lopen(fid + 1, READ_WRITE | TRUNCATE)) == 0) {
                    assertThat(read(fid + 1, 0, 100)).isNotEqualTo(SECRET);
                }
                clunk(fid + 1);
                error(create(fid, "f" + i, 0644));
                clunk(fid);
            }
        } finally {
            done.set(true);
            other.join();
        }
        assertThat(made).isPositive();
    }

    @Test
    void aReadOnlyFolderStaysAsItIs() throws IOException, Refusal {
        folder.close();
        serve(false);
        ok(walk(ROOT, 2, "file"));
        assertThat(error(lopen(2, READ_WRITE))).isEqualTo(Refusal.EROFS);
        ok(lopen(2, READ_ONLY));
        assertThat(read(2, 0, 99)).isEqualTo("contents");
        assertThat(error(create(ROOT, "new", 0644))).isEqualTo(Refusal.EROFS);
        assertThat(error(mkdir(ROOT, "new"))).isEqualTo(Refusal.EROFS);
        assertThat(error(symlink(ROOT, "new", "x"))).isEqualTo(Refusal.EROFS);
        assertThat(error(unlink(ROOT, "file", 0))).isEqualTo(Refusal.EROFS);
        assertThat(error(renameAt(ROOT, "file", ROOT, "x"))).isEqualTo(Refusal.EROFS);
        for (final int what : new int[] {1, 8, 0x20}) {
            assertThat(error(setAttributes(2, what, 0, 0, 0))).isEqualTo(Refusal.EROFS);
        }
        assertThat(names(shared)).containsExactlyInAnyOrder("file", "inner", "link", "up");
    }

    @Test
    void aFifoIsNotWaitedFor() throws Exception {
        final Path fifo = shared.resolve("fifo");
        assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "this host has no mkfifo");
        ok(walk(ROOT, 2, "fifo"));
        assertThat(error(lopen(2, READ_ONLY))).isEqualTo(Refusal.EACCES);
        assertThat(error(setAttributes(2, 1, 0777, 0, 0))).isEqualTo(Refusal.EOPNOTSUPP);
        assertThat(error(walk(2, 3, "x"))).isEqualTo(Refusal.ENOTDIR);
    }

    @Test
    void timesThatNobodyMeansAreRefused() {
        ok(walk(ROOT, 2, "file"));
        for (final long time : new long[] {Long.MIN_VALUE, Long.MAX_VALUE, -(1L << 40), 1L << 40}) {
            assertThat(error(setAttributes(2, 0x20 | 0x100, 0, 0, time))).isEqualTo(Refusal.EINVAL);
            assertThat(error(setAttributes(2, 0x10 | 0x80, 0, 0, time))).isEqualTo(Refusal.EINVAL);
        }
    }

    @Test
    void pathsThatAreTooLongAreRefused() {
        final String name = "x".repeat(200);
        int depth = 0;
        for (int fid = ROOT; error(mkdir(fid, name)) == 0; fid++, depth++) {
            ok(walk(fid, fid + 1, name));
        }
        assertThat(depth).isEqualTo(20);
        assertThat(error(mkdir(depth, "y"))).isZero();
        assertThat(error(mkdir(ROOT, "z"))).isZero();
        ok(walk(ROOT, 100, "z"));
        ok(mkdir(100, "y".repeat(100)));
        ok(walk(100, 101, "y".repeat(100)));
        assertThat(error(renameAt(ROOT, name, 101, name)))
                .as("would take what the guest has a number for too far")
                .isEqualTo(Refusal.ENAMETOOLONG);
        int fid = 200;
        ok(walk(ROOT, fid));
        while (error(mkdir(fid, "s")) == 0) {
            ok(walk(fid, ++fid, "s"));
        }
        assertThat(fid - 200).isEqualTo(200);
    }

    @Test
    void aFileWhoseNameCannotBeSaidIsLeftOut() throws Exception {
        final String name = "a\\377b";
        final int made = new ProcessBuilder("sh", "-c", "printf x >\"$(printf '" + name + "')\"")
                .directory(shared.toFile())
                .start()
                .waitFor();
        assumeTrue(made == 0, "this host has no such names");
        ok(walk(ROOT, 3));
        ok(lopen(3, READ_ONLY));
        assertThat(list(3, 4000)).containsExactlyInAnyOrder(".", "..", "file", "inner", "link", "up");
    }

    @Test
    void moreFilesThanAreAllowedAreRefused() {
        int open = 0;
        for (int fid = 2; fid < NinePServer.MAX_FIDS + 5; fid++) {
            if (error(walk(ROOT, fid, "file")) == 0 && error(lopen(fid, READ_ONLY)) == 0) {
                open++;
            }
        }
        assertThat(open).isEqualTo(NinePServer.MAX_OPEN_FILES);
        assertThat(error(walk(ROOT, 10_000))).isEqualTo(Refusal.ENFILE);
        ok(clunk(2));
        ok(walk(ROOT, 10_000, "file"));
        ok(lopen(10_000, READ_ONLY));
    }

    @Test
    void anyMessagesAtAllAreAnswered() throws IOException {
        final int[] types = {
            8, 12, 14, 16, 20, 22, 24, 26, 30, 40, 50, 52, 54, 70, 72, 74, 76, 100, 102, 104, 108, 110, 116, 118, 120,
            122
        };
        final String[] names = {
            "..", ".", "", "file", "inner", "deep", "link", "up", "a/b", "secret", "n", "x".repeat(300)
        };
        final Random random = new Random(SEED);
        int done = 0;
        for (int i = 0; i < 30_000; i++) {
            final Message request = new Message(ROOM)
                    .put32(0)
                    .put8(random.nextInt(50) == 0 ? random.nextInt(256) : types[random.nextInt(types.length)])
                    .put16(77);
            for (int field = random.nextInt(8); field > 0; field--) {
                switch (random.nextInt(5)) {
                    case 4 -> request.put64(1L << random.nextInt(64));
                    case 0 -> request.put32(random.nextInt(4));
                    case 1 -> request.putString(names[random.nextInt(names.length)]);
                    case 2 -> request.put32(random.nextInt());
                    default -> request.put16(random.nextInt(3));
                }
            }
            request.set32(0, random.nextInt(20) == 0 ? random.nextInt() : request.position());
            final int room = 11 + random.nextInt(200);
            final byte[] answer = server.answer(request.toBytes(), room);
            assertThat(answer.length).as("seed %d", SEED).isBetween(NinePServer.HEADER, room);
            done += answer[4] == 7 ? 0 : 1;
            if (i % 100 == 0) {
                error(attach());
            }
        }
        assertThat(done).isGreaterThan(300);
    }

    @Test
    void foldersThatAreNoneAreRefused() {
        assertThatThrownBy(() -> new SharedFolder(host.resolve("none"), true))
                .hasMessageEndingWith("none: no such directory");
        assertThatThrownBy(() -> new SharedFolder(secret, true)).hasMessageEndingWith("secret: is not a directory");
    }
}
