// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.cycle;

/** What the XPC engine accesses memory for. */
public enum EngineAccess {
    /** The capability table: one word of a bitmap; for a radix tree, first one of its root. */
    CAPABILITY,
    /** The x-entry. */
    ENTRY,
    /** The linkage record. */
    LINK,
    /** The entry of the segment list. */
    SEGMENT_LIST
}
