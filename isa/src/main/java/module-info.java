// SPDX-License-Identifier: Apache-2.0

/** The instruction set as data, and the meaning of each instruction as a pure function. Holds no machine state. */
module org.xpcmachine.isa {
    exports org.xpcmachine.isa;
    exports org.xpcmachine.isa.fp;
}
