// SPDX-License-Identifier: Apache-2.0

/** An executor that makes JVM bytecode of guest code. */
module org.xpcmachine.translator {
    requires transitive org.xpcmachine.machine;

    exports org.xpcmachine.translator;
}
