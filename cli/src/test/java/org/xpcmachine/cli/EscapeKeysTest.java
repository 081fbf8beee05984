// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EscapeKeysTest {
    private final EscapeKeys keys = new EscapeKeys();

    private List<Integer> type(final String typed) {
        final List<Integer> forGuest = new ArrayList<>();
        typed.chars().map(keys::apply).filter(b -> b >= 0).forEach(forGuest::add);
        return forGuest;
    }

    @Test
    void plainKeysGoToTheGuest() {
        assertThat(type("ax\u0004")).containsExactly((int) 'a', (int) 'x', 4);
        assertThat(keys.end()).isEqualTo(UserEnd.NOT);
    }

    @Test
    void controlAThenXLeaves() {
        final List<String> stops = new ArrayList<>();
        keys.onEnd(() -> stops.add("stop"));
        assertThat(type("\u0001x")).isEmpty();
        assertThat(keys.end()).isEqualTo(UserEnd.LEFT);
        assertThat(stops).hasSize(1);
    }

    @Test
    void controlCEnds() {
        assertThat(type("\u0003")).isEmpty();
        assertThat(keys.end()).isEqualTo(UserEnd.INTERRUPTED);
    }

    @Test
    void bothKeysCanBeSent() {
        assertThat(type("\u0001\u0001\u0001\u0003")).containsExactly(1, 3);
        assertThat(keys.end()).isEqualTo(UserEnd.NOT);
    }

    @Test
    void anUnknownEscapeIsSwallowed() {
        assertThat(type("\u0001qb")).containsExactly((int) 'b');
    }

    @Test
    void keysPressedBeforeTheRunBeginsEndItAtOnce() {
        type("\u0003");
        final List<String> stops = new ArrayList<>();
        keys.onEnd(() -> stops.add("stop"));
        assertThat(stops).hasSize(1);
    }
}
