// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

import org.xpcmachine.lab.JsonWriter;

/**
 * The cheapest of many round trips of one kind, as the machine saw it.
 *
 * @param way {@code trap}, {@code xpc}, or {@code xpc-full} (full-context trampolines)
 * @param bytes of the message
 * @param instructions retired, from the {@code xcall} or behind the {@code ecall}, to the {@code xret} or {@code
 *     sret}, both included
 * @param calls {@code xcall} instructions
 * @param returns {@code xret} instructions
 * @param traps into the kernel
 */
public record RoundTrip(String way, long bytes, long instructions, int calls, int returns, int traps) {
    void writeTo(final JsonWriter json) {
        json.beginObject()
                .name("way")
                .value(way)
                .name("bytes")
                .value(bytes)
                .name("instructions")
                .value(instructions);
        json.name("xcalls")
                .value(calls)
                .name("xrets")
                .value(returns)
                .name("traps")
                .value(traps)
                .endObject();
    }
}
