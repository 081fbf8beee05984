// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.isa;

/** The extension of the RISC-V architecture that an instruction belongs to. */
public enum Extension {
    /** RV64I, the base. */
    I,
    /** Integer multiplication and division. */
    M,
    /** Atomic memory operations, load-reserved and store-conditional. */
    A,
    /** Single-precision floating point. */
    F,
    /** Double-precision floating point. */
    D,
    /** Compressed, 16-bit encodings. */
    C,
    /** Access to control and status registers. */
    ZICSR,
    /** Instruction-fetch fence. */
    ZIFENCEI,
    /** Address generation. */
    ZBA,
    /** Basic bit manipulation. */
    ZBB,
    /** Single-bit instructions. */
    ZBS,
    /** Calls into, and instructions of, the privileged architecture. */
    SYSTEM,
    /** Cross process calls. */
    XXPC
}
