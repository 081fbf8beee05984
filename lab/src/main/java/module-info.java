// SPDX-License-Identifier: Apache-2.0

/** Runs, traces and experiments on the machine; results as data and as text. */
module org.xpcmachine.lab {
    requires transitive org.xpcmachine.machine;
    requires transitive org.xpcmachine.timing;

    exports org.xpcmachine.lab;
    exports org.xpcmachine.lab.demo;
    exports org.xpcmachine.lab.validation;
}
