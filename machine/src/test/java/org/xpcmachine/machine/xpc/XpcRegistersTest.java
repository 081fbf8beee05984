// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.xpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xpcmachine.isa.CsrNames;
import org.xpcmachine.machine.csr.Csr;
import org.xpcmachine.machine.trap.Cause;

/** CSRs: values they take, who may access them, and the mask's rules (docs/xxpc.md, 2). */
class XpcRegistersTest {
    private static final long W = XpcLayout.Segment.WRITABLE;

    private final XpcRig rig = new XpcRig();

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        "xentrytable, 00fffffffffff000",
        "xentrysize,  00000000ffffffff",
        "xlink,       00ffffffffffff80",
        "xlinkbase,   00ffffffffffff80",
        "xlinklimit,  00ffffffffffff80",
        "xseglist,    00ffffffffffffff",
        "xsegva,      00ffffffffffffff",
    })
    void takeOnlyTheirFields(final String name, final String kept) {
        rig.set(name, -1);
        assertThat(rig.get(name)).isEqualTo(Long.parseUnsignedLong(kept, 16));
        rig.set(name, 0);
        assertThat(rig.get(name)).isZero();
    }

    @Test
    void controlKeepsItsFieldsAndTellsWhatTheEngineHas() {
        rig.set("xpcctl", -1);
        assertThat(rig.get("xpcctl")).isEqualTo(0x11101035L);
        rig.set("xpcctl", 0);
        assertThat(rig.get("xpcctl")).isEqualTo(0x11100000L);
    }

    @Test
    void aCapabilityTableOfUnknownFormatHoldsNothing() {
        rig.set("xcallcap", -1);
        assertThat(rig.get("xcallcap")).isEqualTo(XpcLayout.Capability.BASE);
        rig.set("xcallcap", 0x0fff_ffff_ffff_ffffL);
        assertThat(rig.get("xcallcap")).isEqualTo(0x00ff_ffff_ffff_ffdfL);
        rig.set("xcallcap", 0x1fff_ffff_ffff_ffffL);
        assertThat(rig.get("xcallcap")).isEqualTo(0x10ff_ffff_ffff_f01fL);
    }

    @Test
    void anEngineWithoutRadixTreesSaysSo() {
        try (XpcRig plain = new XpcRig(new XpcConfig(0, false))) {
            plain.set("xcallcap", 0x1fff_ffff_ffff_ffffL);
            assertThat(plain.get("xcallcap")).isEqualTo(XpcLayout.Capability.BASE);
            plain.set("xpcctl", -1);
            assertThat(plain.get("xpcctl")).isEqualTo(0x10000035L);
        }
    }

    @Test
    void basesOfTheSegmentAgreeModuloThePageAndItNeverOverflows() {
        rig.segment(0x1234, 0x8000_0fffL, 0x10 | W);
        assertThat(rig.get("xsegpa")).isEqualTo(0x8000_0234L);
        assertThat(rig.get("xseglen")).isEqualTo(0x10 | W);
        rig.segment((1L << 56) - 0x1000, 0x8000_0000L, 0x7fff_ffff_ffff_ffffL);
        assertThat(rig.get("xseglen")).isEqualTo(0xfff);
        rig.segment(0, -0x2000L, 0x7fff_ffff_ffff_ffffL);
        assertThat(rig.get("xseglen")).isEqualTo(0x1fff);
    }

    @ParameterizedTest
    @ValueSource(strings = {"xsegva", "xsegpa", "xseglen"})
    void changingTheSegmentMakesTheMaskWhole(final String name) {
        rig.segment(0x1000, 0x8000_0000L, 0x1000);
        rig.execute("csrw xmasklen, a0", 1);
        rig.set(name, 0x3000);
        assertThat(rig.get("xmaskbase")).isEqualTo(rig.get("xsegva"));
        assertThat(rig.get("xmasklen")).isEqualTo(rig.get("xseglen"));
    }

    @Test
    void theMaskNeverLeavesTheSegment() {
        rig.segment(0x1000, 0x8000_0000L, 0x1000 | W);
        assertMaskRefused("csrrw a1, xmaskbase, a0", 0xfff);
        assertMaskRefused("csrrw a1, xmaskbase, a0", 0x2001);
        assertMaskRefused("csrrw a1, xmaskbase, a0", 1L << 56 | 0x1000);
        assertMaskRefused("csrrw a1, xmasklen, a0", 0x1001);
        assertMaskRefused("csrrw a1, xmasklen, a0", -1);
        assertThat(rig.execute("csrrw a1, xmaskbase, a0", 0x1800)).isNull();
        assertThat(rig.a1()).isEqualTo(0x1000);
        assertThat(rig.get("xmasklen")).isEqualTo(0x800);
        assertMaskRefused("csrrw a1, xmasklen, a0", 0x801);
        assertThat(rig.execute("csrrw a1, xmasklen, a0", 0x7ff)).isNull();
        assertThat(rig.execute("csrrw a1, xmaskbase, a0", 0x2000)).isNull();
        assertThat(rig.get("xmasklen")).isZero();
        assertMaskRefused("csrrw a1, xmasklen, a0", 1);
    }

    private void assertMaskRefused(final String instruction, final long value) {
        final XpcRig.Trap trap = rig.refused(instruction, value);
        assertThat(trap.cause()).isEqualTo(28);
        assertThat(trap.value()).isEqualTo(value);
    }

    @Test
    void userModeReadsItsShadowsAndNothingElse() {
        rig.segment(0x1000, 0x8000_0000L, 0x1000 | W);
        assertReads("uxcallcap", XpcRig.cap(1));
        assertReads("uxsegva", 0x1000);
        assertReads("uxseglen", 0x1000 | W);
        assertReads("uxseglist", XpcRig.LIST_ENTRIES);
        assertReads("xmaskbase", 0x1000);
        for (int number = 0x5c0; number <= 0x5ca; number++) {
            assertIllegal("csrr a1, " + CsrNames.name(number));
        }
        assertIllegal("csrw uxsegva, a0");
    }

    @Test
    void userModeSeesNothingWhileDisabled() {
        rig.set("xpcctl", 0);
        for (final String name : List.of("uxcallcap", "uxsegva", "uxseglen", "uxseglist", "xmaskbase", "xmasklen")) {
            assertIllegal("csrr a1, " + name);
        }
        assertIllegal("csrw xmasklen, a0");
    }

    private void assertReads(final String name, final long value) {
        assertThat(rig.execute("csrr a1, " + name, 0)).isNull();
        assertThat(rig.a1()).as(name).isEqualTo(value);
    }

    private void assertIllegal(final String instruction) {
        assertThat(rig.refused(instruction, 0).cause()).as(instruction).isEqualTo(Cause.ILLEGAL_INSTRUCTION);
    }

    @Test
    void itsExceptionsCanBeDelegated() {
        rig.set("medeleg", XpcLayout.Cause.DELEGABLE);
        assertThat(rig.get("medeleg")).isEqualTo(0x1f000000);
        rig.hart.pc = rig.slot("xret");
        rig.core.run(rig.hart.steps + 1);
        assertThat(rig.hart.privilege).isEqualTo(1);
        assertThat(rig.hart.scause).isEqualTo(26);
        assertThat(rig.hart.stval).isEqualTo(1);
        assertThat(rig.hart.sepc).isEqualTo(rig.slot("xret"));
    }

    @Test
    void theDocumentAndTheAssemblerKnowThemByTheSameNumbers() throws IOException {
        final Path document = Path.of("..", "docs", "xxpc.md");
        final String text = Files.exists(document) ? Files.readString(document) : null;
        final List<Csr> registers =
                rig.core.csrs.all().stream().filter(XpcRegistersTest::isCustom).toList();
        assertThat(registers).hasSize(17);
        assertThat(registers)
                .allSatisfy(csr -> assertThat(CsrNames.number(csr.name())).isEqualTo(csr.number()));
        Assumptions.assumeTrue(text != null, "docs/xxpc.md is not beside the module");
        assertThat(registers)
                .allSatisfy(csr -> assertThat(text).contains("| `%s` | 0x%X |".formatted(csr.name(), csr.number())));
    }

    private static boolean isCustom(final Csr csr) {
        return switch (csr.number() & ~0x3f) {
            case 0x5c0, 0x800, 0xcc0 -> true;
            default -> false;
        };
    }
}
