// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

/** What can be compared. */
public enum ValidationSet {
    /** Whole programs. */
    KERNELS,
    /** The published costs of single operations, which follow from benchmarks. */
    UNITS,
    /** Benchmarks as they are, cold and warm. */
    RAW,
    /** Traps and switches of address spaces, cold and warm. */
    TRAPS
}
