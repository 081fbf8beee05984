// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs of this host. */
public final class Programs {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private Programs() {}

    /** Returns the executable of that name in the PATH, if there is one. */
    static Optional<Path> find(final String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Returns what, before a command, keeps it on the last core that this process may use; empty where there is no such thing. */
    static List<String> pin() {
        final Optional<Path> taskset = find("taskset");
        if (taskset.isEmpty() || !Files.isReadable(STATUS)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(ALLOWED))
                    .map(line -> line.replaceFirst(".*[^0-9]", ""))
                    .findFirst()
                    .map(core -> List.of(taskset.get().toString(), "-c", core))
                    .orElse(List.of());
        } catch (final IOException e) {
            return List.of();
        }
    }

    /**
     * Returns the command that starts this program again, without its arguments: the same Java, with the same options as far as the
     * host tells.
     *
     * @param module that its main class is in
     */
    public static List<String> self(final String module, final String mainClass) {
        final ProcessHandle.Info info = ProcessHandle.current().info();
        final List<String> arguments = List.of(info.arguments().orElse(new String[0]));
        final int main = arguments.indexOf("-m");
        final List<String> command = new ArrayList<>();
        command.add(info.command()
                .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        if (main >= 0 && arguments.size() > main + 1 && arguments.get(main + 1).startsWith(module + "/")) {
            command.addAll(arguments.subList(0, main + 2));
        } else if (System.getProperty("jdk.module.path") != null) {
            command.addAll(List.of("-p", System.getProperty("jdk.module.path"), "-m", module + "/" + mainClass));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        }
        return command;
    }
}
