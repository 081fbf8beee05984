// SPDX-License-Identifier: Apache-2.0

/** The guest's build tool; the guest itself is C and assembly, beside this module's sources. */
module org.xpcmachine.guest {
    requires org.xpcmachine.machine;

    exports org.xpcmachine.guest.build;
}
