// SPDX-License-Identifier: Apache-2.0
// Runs this project's guest up to a cross process call, and looks into the callee: ./xpc java examples/Inspect.java
import module org.xpcmachine.embed;

import java.nio.file.Path;
import org.xpcmachine.machine.observe.Event;

void main() {
    final Path images = Path.of(System.getProperty("xpc.guest.dir"));
    try (XpcMachine machine = XpcMachine.builder()
            .firmware(images.resolve("firmware.elf"))
            .kernel(images.resolve("kernel.elf"))
            .initrd(images.resolve("initrd.cpio"))
            .build()) {
        machine.runTo(Until.console("chain: A fills"));
        final Until call = Until.event("a call that hands a segment over",
                event -> event instanceof Event.CrossCall c && c.segment().length() > 0);
        machine.runTo(call);

        final GuestHart hart = machine.hart(0);
        final long segment = hart.get("xsegva");
        IO.println("after " + machine.instructions() + " instructions the callee starts in " + hart.mode() + "-mode");
        IO.println("relay segment: %d bytes at 0x%x".formatted(hart.get("xseglen") & 0xffffffff_ffffL, segment));
        IO.println("in it: " + hart.memory().readString(segment + 8, 20));

        IO.println("exit code " + machine.runToExit());
    }
}
