// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.xpcmachine.lab.GuestImages;

/**
 * Does, unseen, what most uses of {@code xpc} do. The launcher runs it once while the JVM takes down which classes that needs and
 * which methods are hot, for its AOT cache.
 */
final class Training {
    private Training() {}

    /** Trains; the exit code is that of the first command that fails. */
    public static void main(final String[] arguments) {
        final String image = GuestImages.ofProcess().benchmark("mix").toString();
        int code = run("version");
        code = code != ExitCode.OK ? code : run("run", "--memory", "256M", "--append", "reps=1", image);
        code = code != ExitCode.OK ? code : run("demo");
        System.exit(code);
    }

    private static int run(final String... arguments) {
        final OutputStream nowhere = OutputStream.nullOutputStream();
        final Streams streams = new Streams(
                System.in,
                new Output(nowhere, StandardCharsets.UTF_8),
                new PrintStream(nowhere, true, StandardCharsets.UTF_8),
                false,
                false);
        return Xpc.execute(streams, arguments);
    }
}
