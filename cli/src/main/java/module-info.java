// SPDX-License-Identifier: Apache-2.0

/** The command {@code xpc}: parses what the user says, and shows what lab finds. */
@SuppressWarnings({"requires-automatic", "module"})
module org.xpcmachine.cli {
    requires info.picocli;
    requires java.logging;
    requires org.jline;
    requires org.xpcmachine.lab;

    opens org.xpcmachine.cli to
            info.picocli;
}
