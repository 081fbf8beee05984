// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The protocol keeps its invariants in every state within the bounds, and each rule is needed: docs/invariants.md. */
class ModelTest {
    private static final int SECONDS = 120;

    @ParameterizedTest
    @ValueSource(strings = {"HandOver", "Lend", "Late", "Rights", "Chain"})
    void theProtocolKeepsItsInvariants(final String model) {
        final String output = ModelChecker.check(model, "", SECONDS);
        assertThat(output).contains("Model checking completed. No error has been found.");
        assertThat(output).contains("0 states left on queue");
    }

    @ParameterizedTest
    @CsvSource({
        "HandOver, the sender gives its segment away, OneOwner",
        "HandOver, kill marks the records, BalancedStacks",
        "Rights, revoke reaches every hart, Confinement",
    })
    void withoutARuleAnInvariantFails(final String model, final String rule, final String invariant) {
        refuted(model, rule, invariant);
    }

    /** The other rules: {@code -Dxpc.model.rules=all}. */
    @ParameterizedTest
    @EnabledIfSystemProperty(named = "xpc.model.rules", matches = "all")
    @CsvSource({
        "HandOver, swapseg takes out what it puts in, OneOwner",
        "HandOver, xret tests the segment, OneOwner",
        "HandOver, kill unwinds who is inside, BalancedStacks",
        "HandOver, kill stops every hart, BalancedStacks",
        "HandOver, unwinding looks at other threads, OneOwner",
        "HandOver, unwinding looks into the lists, OneOwner",
        "HandOver, unwinding leaves the claims of others, NothingLost",
        "HandOver, a segment that a thread has is not freed, NothingLost",
        "Lend, a segment that unwinding drops goes home, NothingLost",
        "Late, a claim of the maker that is dropped ends the loans, NothingLost",
        "Rights, removal reaches every hart, Confinement",
        "Rights, removal takes every right, Confinement",
        "Grants, granting takes the grant right, Confinement",
    })
    void withoutAnyOtherRuleAnInvariantFails(final String model, final String rule, final String invariant) {
        refuted(model, rule, invariant);
    }

    private static void refuted(final String model, final String rule, final String invariant) {
        assertThat(ModelChecker.check(model, rule, SECONDS)).contains("Error: Invariant " + invariant + " is violated");
    }
}
