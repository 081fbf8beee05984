// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.xpcmachine.lab.experiment.CsvText;

class BenchReportTest {
    private static final Kernel SORT = Kernel.named("sort").orElseThrow();
    private static final Kernel FIB = Kernel.named("fib").orElseThrow();
    private static final Kernel PINGPONG = Kernel.named("pingpong").orElseThrow();
    private static final Kernel XCALL = Kernel.named("xcall").orElseThrow();
    private static final Kernel MIX = Kernel.named("mix").orElseThrow();

    private final BenchReport report = new BenchReport();

    private static Speed speed(final double seconds, final long instructions, final long units) {
        return new Speed(seconds, new Repetition(1, 0, instructions, units));
    }

    private String csv() {
        final StringBuilder text = new StringBuilder();
        report.tables().forEach(table -> text.append(CsvText.of(table)));
        return text.toString();
    }

    @Test
    void instructionsAreThoseThatThisMachineCounts() {
        report.add(SORT, speed(1, 100_000_000, 1), Optional.of(speed(0.5, 7, 1)), Optional.of(speed(1, 5_000_000, 1)));
        report.add(FIB, speed(1, 200_000_000, 1), Optional.of(speed(2, 7, 1)), Optional.empty());
        assertThat(csv()).isEqualTo("""
                kernel,ours [MIPS],QEMU [MIPS],ours / QEMU,"ours, timed [MIPS]",repetition [instructions]
                sort,100.000,200.000,0.500,5.000,100000000
                fib,200.000,100.000,2.000,,200000000
                of the ratios,value,kernel
                geometric mean,1.000,all 2
                lowest,0.500,sort
                """);
    }

    @Test
    void callsStandBesideRoundTripsByTrapOnQemu() {
        report.add(PINGPONG, speed(1, 1, 400), Optional.of(speed(2, 1, 400)), Optional.empty());
        report.add(XCALL, speed(1, 1, 1000), Optional.empty(), Optional.of(speed(10, 1, 1000)));
        assertThat(csv()).isEqualTo("""
                round trip,ours [trips/s],of QEMU,QEMU [trips/s],ours / QEMU,"ours, timed [trips/s]"
                pingpong,400.000,pingpong,200.000,2.000,
                xcall,1000.000,pingpong,200.000,5.000,100.000
                """);
    }

    @Test
    void withoutQemuNothingIsCompared() {
        report.add(XCALL, speed(1, 1, 1000), Optional.empty(), Optional.empty());
        report.addToResult(MIX, 3, Optional.empty());
        assertThat(csv()).isEqualTo("""
                round trip,ours [trips/s],of QEMU,QEMU [trips/s],ours / QEMU,"ours, timed [trips/s]"
                xcall,1000.000,,,,
                program,ours [s],QEMU [s],ours / QEMU
                mix,3.000,,
                """);
        assertThat(report.json()).contains("\"bench-result\": [").contains("\"QEMU [s]\": null");
    }
}
