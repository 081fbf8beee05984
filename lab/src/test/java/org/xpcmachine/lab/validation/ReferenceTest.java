// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The tables of what was measured agree with each other. */
class ReferenceTest {
    private final Reference reference = new Reference();

    @Test
    void everyPublishedCostFollowsFromTheMeasuredBenchmarks() {
        assertThat(reference.unitCosts()).hasSize(210).allSatisfy(cost -> {
            final List<Double> values = cost.formulas().stream()
                    .map(formula -> formula.value(reference.measured(cost.setup())))
                    .toList();
            if (cost.published().equals("=")) {
                assertThat(values).as(cost.metric()).containsOnly(0.0);
            } else if (!cost.published().startsWith("min(")) {
                check(cost, values);
            }
        });
    }

    /** Each value rounds to the published one, at the precision with which that was printed. */
    private static void check(final UnitCost cost, final List<Double> values) {
        final String[] published = cost.published().split(" / ");
        for (int i = 0; i < values.size(); i++) {
            final String expected = published.length == 1 ? published[0] : published[i];
            final int digits = expected.contains(".") ? expected.length() - expected.indexOf('.') - 1 : 0;
            assertThat(values.get(i))
                    .as(cost.metric() + ": " + cost.formulas().get(i))
                    .isCloseTo(Double.parseDouble(expected), within(0.5 * Math.pow(10, -digits) + 1e-9));
        }
    }

    @Test
    void theRulesForMultiplicationHoldForEveryOperandMeasured() {
        final Measurements measured = reference.measured(Setup.NO_L2_40);
        measured.series().values().stream()
                .filter(series -> series.name().matches("ms_mulw?_\\w+"))
                .forEach(series -> {
                    final boolean word = series.name().startsWith("ms_mulw_");
                    final long operand =
                            operand(series.name().substring(series.name().lastIndexOf('_') + 1));
                    final int bytes = bytes(word ? operand & 0xffff_ffffL : operand);
                    assertThat(Math.round(series.warm(Series.Warm.MEDIAN) / series.operations() - 2))
                            .as(series.name())
                            .isEqualTo(Math.min(bytes + 3, word ? 6 : 10));
                });
    }

    private static long operand(final String text) {
        return text.startsWith("m") ? -Long.decode(text.substring(1)) : Long.decode(text);
    }

    /** Bytes up to the highest that is not zero; at least one. */
    private static int bytes(final long value) {
        return Math.max(1, (64 - Long.numberOfLeadingZeros(value) + 7) / 8);
    }

    @Test
    void hasEverythingThatWasMeasured() {
        assertThat(Arrays.stream(Setup.values())
                        .mapToInt(setup -> reference.measured(setup).series().size()))
                .containsExactly(377 + 41, 18, 65 + 41, 65 + 41);
        assertThat(Arrays.stream(Setup.values())
                        .mapToInt(setup -> reference.measured(setup).programs().size()))
                .containsExactly(58, 0, 32, 58);
    }
}
