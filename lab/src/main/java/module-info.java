// SPDX-License-Identifier: Apache-2.0

/** Runs, traces and experiments on the machine; results as data and as text. */
@SuppressWarnings({"requires-automatic", "module"})
module org.xpcmachine.lab {
    requires java.desktop;
    requires transitive org.xpcmachine.machine;
    requires transitive org.xpcmachine.timing;
    requires transitive org.xpcmachine.translator;
    requires xchart;

    exports org.xpcmachine.lab;
    exports org.xpcmachine.lab.bench;
    exports org.xpcmachine.lab.boot;
    exports org.xpcmachine.lab.demo;
    exports org.xpcmachine.lab.experiment;
    exports org.xpcmachine.lab.gdb;
    exports org.xpcmachine.lab.validation;
}
