// SPDX-License-Identifier: Apache-2.0

/** Machines as parameters of JUnit's tests. */
module org.xpcmachine.junit {
    requires transitive org.junit.jupiter.api;
    requires transitive org.xpcmachine.embed;

    exports org.xpcmachine.junit;
}
