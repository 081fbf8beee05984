// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JsonWriterTest {
    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsReadBackInEveryLayout(final JsonWriter.Layout layout) {
        final StringBuilder text = new StringBuilder();
        final JsonWriter json = new JsonWriter(text, layout);
        json.beginObject()
                .name("numbers")
                .beginArray()
                .value(-1)
                .thousandths(12_034)
                .endArray();
        json.name("none")
                .value((String) null)
                .name("yes")
                .value(true)
                .name("hex")
                .hex(-1);
        json.name("empty")
                .beginObject()
                .endObject()
                .name("text")
                .value("a\"\\\n\u0001\ud800é")
                .endObject();
        assertThat(Json.parse(text.toString())).isEqualTo(expected());
    }

    private static Map<String, Object> expected() {
        final Map<String, Object> members = new LinkedHashMap<>();
        members.put("numbers", List.of(-1.0, 12.034));
        members.put("none", null);
        members.put("yes", true);
        members.put("hex", "0xffffffffffffffff");
        members.put("empty", Map.of());
        members.put("text", "a\"\\\n\u0001\ud800é");
        return members;
    }

    @Test
    void linesPutsEachElementOnALine() {
        final StringBuilder text = new StringBuilder();
        new JsonWriter(text, JsonWriter.Layout.LINES)
                .beginArray()
                .beginObject()
                .name("a")
                .value(1)
                .endObject()
                .beginArray()
                .value(2)
                .endArray()
                .endArray();
        assertThat(text.toString()).isEqualTo("[\n{\"a\":1},\n[2]\n]");
    }

    @Test
    void anEmptyArrayIsOneLine() {
        final StringBuilder text = new StringBuilder();
        new JsonWriter(text, JsonWriter.Layout.INDENTED).beginArray().endArray();
        assertThat(text.toString()).isEqualTo("[]");
    }
}
