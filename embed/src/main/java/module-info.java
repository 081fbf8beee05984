// SPDX-License-Identifier: Apache-2.0

/** A machine in a Java program: built, run until something happens, looked into, changed, run on. */
module org.xpcmachine.embed {
    requires transitive org.xpcmachine.machine;
    requires org.xpcmachine.timing;
    requires org.xpcmachine.translator;

    exports org.xpcmachine.embed;
}
