// SPDX-License-Identifier: Apache-2.0

/** How long execution takes: an in-order core in the manner of Rocket, its memory, and the XPC engine's micro-architecture. */
module org.xpcmachine.timing {
    requires transitive org.xpcmachine.machine;

    exports org.xpcmachine.timing;
    exports org.xpcmachine.timing.config;
}
