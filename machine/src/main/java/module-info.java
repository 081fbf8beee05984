// SPDX-License-Identifier: Apache-2.0

/** A RISC-V machine: harts, memory, devices, boards, and the XPC engine. */
module org.xpcmachine.machine {
    requires jdk.unsupported;
    requires transitive org.xpcmachine.isa;

    exports org.xpcmachine.machine.board;
    exports org.xpcmachine.machine.csr;
    exports org.xpcmachine.machine.cycle;
    exports org.xpcmachine.machine.device;
    exports org.xpcmachine.machine.device.net;
    exports org.xpcmachine.machine.device.share;
    exports org.xpcmachine.machine.device.virtio;
    exports org.xpcmachine.machine.execute;
    exports org.xpcmachine.machine.hart;
    exports org.xpcmachine.machine.loader;
    exports org.xpcmachine.machine.memory;
    exports org.xpcmachine.machine.mmu;
    exports org.xpcmachine.machine.observe;
    exports org.xpcmachine.machine.snapshot;
    exports org.xpcmachine.machine.trap;
    exports org.xpcmachine.machine.xpc;
}
