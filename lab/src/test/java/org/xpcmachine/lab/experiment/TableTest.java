// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows are typed, and look the same in every format. */
class TableTest {
    private static Table table() {
        final Table table = new Table(
                "some-table",
                "Some figures",
                Column.text("what"),
                Column.cycles("median"),
                Column.real("error", "%"),
                Column.origin());
        table.add("plain", 21, 2.5, Origin.OURS);
        table.add("with, comma and \"quotes\"\nand a line", null, -12.25, Origin.PAPER);
        return table;
    }

    @Test
    void refusesValuesOfAnotherType() {
        assertThatThrownBy(() -> table().add("x", "21", 1.0, Origin.OURS))
                .hasMessageContaining("median: 21 is no integer");
        assertThatThrownBy(() -> table().add("x")).hasMessageContaining("1 values for 4 columns");
        assertThatThrownBy(() -> new Table("a b", "", Column.text("x"))).hasMessageContaining("not a table's name");
        assertThatThrownBy(() -> new Table("a", "", Column.text("x"), Column.text("x")))
                .hasMessageContaining("same name");
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        assertThat(CsvText.of(table())).isEqualTo("""
                        what,median [cycles],error [%],origin
                        plain,21,2.500,ours
                        "with, comma and ""quotes""
                        and a line",,-12.250,published
                        """);
    }

    @Test
    void csvIsReadAsItWasWritten() {
        assertThat(CsvText.parse(CsvText.of(table())))
                .containsExactly(
                        List.of("what", "median [cycles]", "error [%]", "origin"),
                        List.of("plain", "21", "2.500", "ours"),
                        List.of("with, comma and \"quotes\"\nand a line", "", "-12.250", "published"));
    }

    @Test
    void textAlignsNumbersToTheRight() {
        final Table table = new Table("t", "", Column.text("what"), Column.cycles("median"));
        table.add("short", 7);
        table.add("a longer one", 12345);
        assertThat(TextTable.of(table))
                .containsExactly(
                        "what          median",
                        "              cycles",
                        "------------  ------",
                        "short              7",
                        "a longer one   12345");
    }
}
