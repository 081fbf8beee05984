// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormulaTest {
    private final Measurements measured = new Measurements();

    @BeforeEach
    void measure() {
        measured.add(new Series("a", "", 4, List.of(101L, 41L, 31L, 21L, 9L, 13L, 17L, 11L), 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2 * 3 - 4 / 2 | 5",
                "(1 + 2) * 3 | 9",
                "10 - 4 - 3 | 3",
                "12 / 4 / 3 | 1",
                "2.5 * 2 | 5",
                "cold(a) | 100",
                "warm(a) | 12",
                "least(a) | 8",
                "rep(a, 2) | 30",
                "ops(a) | 4",
                "per(a) - 2 | 1"
            })
    void hasTheValueThatItsPartsGive(final String text, final double value) {
        assertThat(Formula.of(text).value(measured)).isEqualTo(value);
    }

    @Test
    void takesAnotherWarmRepetitionForTheSpread() {
        final Formula formula = Formula.of("warm(a) - cold(a)");
        assertThat(formula.value(measured, Series.Warm.LEAST)).isEqualTo(8 - 100);
        assertThat(formula.value(measured, Series.Warm.MOST)).isEqualTo(20 - 100);
    }

    @Test
    void knowsWhatMustBeMeasured() {
        assertThat(Formula.of("per(b_2) - rep(a, 1)/ops(c.x)").benchmarks()).containsExactly("a", "b_2", "c.x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1 +", "(1", "warm()", "warm(a", "hot(a)", "rep(a)", "1 2 )", "rep(a, b)"})
    void refusesWhatIsNone(final String text) {
        assertThatThrownBy(() -> Formula.of(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesWhatWasNotMeasured() {
        assertThatThrownBy(() -> Formula.of("warm(z)").value(measured)).hasMessage("not measured: z");
        assertThatThrownBy(() -> Formula.of("rep(a, 8)").value(measured)).hasMessage("a has no repetition 8");
    }
}
