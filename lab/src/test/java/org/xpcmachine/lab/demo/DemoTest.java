// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xpcmachine.lab.GuestImages;
import org.xpcmachine.lab.Json;
import org.xpcmachine.lab.JsonWriter;

class DemoTest {
    private static final GuestImages IMAGES = GuestImages.ofProcess();
    private static DemoResult result;

    @BeforeAll
    static void runIfTheGuestIsBuilt() {
        result = IMAGES.exist() ? new Demo(IMAGES, true).run() : null;
    }

    private static void assumeGuest() {
        assumeTrue(result != null, "skipped: the guest has not been built");
    }

    @Test
    void everythingThatItClaimsWasObserved() {
        assumeGuest();
        assertThat(result.checks())
                .allSatisfy(check -> assertThat(check.holds()).as(check.claim()).isTrue());
        assertThat(result.run().exitCode()).isZero();
    }

    @Test
    void theMessageStaysWhereItIsByXpcAndMultipliesByTrap() {
        assumeGuest();
        assertThat(result.byXpc().pieces()).hasSize(1);
        assertThat(result.byXpc().foundBytes()).isEqualTo(4096);
        assertThat(result.byTrap().times()).isEqualTo(5);
    }

    @Test
    void aRoundTripByXpcIsOneCallAndOneReturnAndOneByTrapTwoTraps() {
        assumeGuest();
        for (final long size : Checks.SIZES) {
            assertThat(result.roundTrip("xpc", size))
                    .extracting(RoundTrip::calls, RoundTrip::returns, RoundTrip::traps)
                    .containsExactly(1, 1, 0);
            assertThat(result.roundTrip("trap", size))
                    .extracting(RoundTrip::calls, RoundTrip::returns, RoundTrip::traps)
                    .containsExactly(0, 0, 2);
        }
    }

    @Test
    void theTextFitsATerminalAndTheDataIsJson() {
        assumeGuest();
        assertThat(DemoText.of(result, false))
                .allMatch(line -> line.length() <= 80)
                .noneMatch(line -> line.contains("\033"));
        final StringBuilder json = new StringBuilder();
        result.writeTo(new JsonWriter(json, JsonWriter.Layout.INDENTED));
        assertThat((Map<?, ?>) Json.parse(json.toString())).extracting("holds").isEqualTo(true);
    }

    @Test
    void twoRunsAreTheSame() {
        assumeGuest();
        assertThat(DemoText.of(new Demo(IMAGES, true).run(), false)).isEqualTo(DemoText.of(result, false));
    }

    /** Without the engine the same programs run, and the claims about XPC are not made. */
    @Test
    void withoutTheEngineOnlyCopyingIsShown() {
        assumeGuest();
        final DemoResult plain = new Demo(IMAGES, false).run();
        assertThat(plain.holds()).isTrue();
        assertThat(plain.chain()).isNull();
        assertThat(plain.byTrap().times()).isEqualTo(5);
    }

    /** A machine on which nothing of it happened must not pass. */
    @Test
    void claimsThatWereNotObservedDoNotHold() {
        assumeGuest();
        final DemoResult plain = new Demo(IMAGES, false).run();
        final Sight nothing = null;
        final DemoResult pretended = new DemoResult(
                true,
                plain.memory(),
                plain.run(),
                plain.console(),
                new LetterByXpc(nothing, "a"),
                new LetterByTrap(nothing, "a", "c"),
                new RoundTripCounter(nothing));
        assertThat(pretended.checks())
                .filteredOn(Check::holds)
                .extracting(Check::claim)
                .containsExactly("the guest's programs got the answers that they expected");
    }

    @Test
    void imagesThatAreNotThereAreOneClearLine() {
        assertThatThrownBy(() -> new Demo(new GuestImages(Path.of("nowhere")), true).run())
                .hasMessageStartingWith("the guest has not been built")
                .hasMessageContaining("nowhere");
    }
}
