// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code xpc version}. */
@Command(
        name = "version",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Show the version, and the Java and system it runs on.")
final class VersionCommand implements Callable<Integer> {
    private final Streams streams;

    VersionCommand(final Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        for (final String line : new Version().getVersion()) {
            streams.out().println(line);
        }
        return ExitCode.OK;
    }
}
