// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A strict reader of JSON, to hold the writer against: objects as maps, arrays as lists, numbers as doubles. */
public final class Json {
    private final String text;
    private int at;

    private Json(final String text) {
        this.text = text;
    }

    /** Reads one value that is the whole of {@code text}. */
    public static Object parse(final String text) {
        final Json json = new Json(text);
        final Object value = json.value();
        json.blanks();
        if (json.at != text.length()) {
            throw json.wrong("end");
        }
        return value;
    }

    private IllegalArgumentException wrong(final String expected) {
        return new IllegalArgumentException(
                "expected " + expected + " at " + at + ": " + text.substring(at, Math.min(text.length(), at + 30)));
    }

    private void blanks() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(final String token) {
        blanks();
        final boolean found = text.startsWith(token, at);
        at += found ? token.length() : 0;
        return found;
    }

    private void expect(final String token) {
        if (!take(token)) {
            throw wrong(token);
        }
    }

    private Object value() {
        if (take("{")) {
            return object();
        }
        if (take("[")) {
            return array();
        }
        if (take("\"")) {
            return string();
        }
        if (take("true")) {
            return true;
        }
        if (take("false")) {
            return false;
        }
        return take("null") ? null : number();
    }

    private Map<String, Object> object() {
        final Map<String, Object> members = new LinkedHashMap<>();
        if (take("}")) {
            return members;
        }
        do {
            expect("\"");
            final String name = string();
            expect(":");
            members.put(name, value());
        } while (take(","));
        expect("}");
        return members;
    }

    private List<Object> array() {
        final List<Object> elements = new ArrayList<>();
        if (take("]")) {
            return elements;
        }
        do {
            elements.add(value());
        } while (take(","));
        expect("]");
        return elements;
    }

    private String string() {
        final StringBuilder characters = new StringBuilder();
        while (text.charAt(at) != '"') {
            final char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong("no control character");
            }
            characters.append(c == '\\' ? escaped() : c);
        }
        at++;
        return characters.toString();
    }

    private char escaped() {
        final char c = text.charAt(at++);
        if (c == 'u') {
            at += 4;
            return (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        final int i = "\"\\/nrtbf".indexOf(c);
        if (i < 0) {
            throw wrong("an escape");
        }
        return "\"\\/\n\r\t\b\f".charAt(i);
    }

    private Double number() {
        final int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (start == at) {
            throw wrong("a value");
        }
        return Double.valueOf(text.substring(start, at));
    }
}
