// SPDX-License-Identifier: Apache-2.0
// Boots once. Each of a hundred runs goes on from there with one bit of a message flipped while it is handed over; counts what the
// guest makes of it: ./xpc java examples/HundredExperiments.java
import module org.xpcmachine.embed;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.xpcmachine.machine.snapshot.Snapshot;

void main() {
    final Path images = Path.of(System.getProperty("xpc.guest.dir"));
    final Random random = new Random(2019);
    final Map<String, Integer> outcomes = new TreeMap<>();
    try (XpcMachine machine = XpcMachine.builder()
            .firmware(images.resolve("firmware.elf"))
            .kernel(images.resolve("kernel.elf"))
            .initrd(images.resolve("initrd.cpio"))
            .cycleLimit(50_000_000)
            .build()) {
        machine.runTo(Until.console("chain: C has"));
        final Snapshot start = machine.save();
        final long segment = machine.hart(0).get("xsegpa") & ~0xfffL;
        for (int i = 0; i < 100; i++) {
            machine.restore(start);
            final long place = segment + random.nextInt(64);
            machine.memory().write(place, (byte) (machine.memory().read(place, 1)[0] ^ 1 << random.nextInt(8)));
            final Stop stop = machine.run(Until.console("in the same place"));
            outcomes.merge(stop.cause() == Stop.Cause.MET ? effect(machine.console()) : stop.cause().text(), 1, Integer::sum);
        }
    }
    outcomes.forEach((outcome, times) -> IO.println("%3d  %s".formatted(times, outcome)));
}

String effect(final String console) {
    if (!console.contains("\"from A. FROM B.\"")) {
        return "the text is another";
    }
    return console.contains("(23 B)") ? "nothing is seen of it" : "the length is another";
}
