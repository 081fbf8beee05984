// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

/** The words of a valid, well-formed x-entry that a call loads (section 4.1); WARL rules applied. */
record XEntry(long satp, long pc, long xcallcap, long xseglist) {}
