// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xpcmachine.machine.memory.PhysicalMemory;

class ElfImageTest {
    private static final long RAM = 0x8000_0000L;
    private static final long KERNEL = 0xffff_ffff_8000_0000L;
    private static final int FUNCTION = 0x12;
    private static final int LOCAL_OBJECT = 0x01;
    private static final int GLOBAL_LABEL = 0x10;

    private final PhysicalMemory memory = new PhysicalMemory(RAM, 0x4000);

    @AfterEach
    void close() {
        memory.close();
    }

    private static ElfBuilder builder() {
        return new ElfBuilder(KERNEL + 4)
                .segment(KERNEL + 0x1000, RAM + 0x1000, 8, 5, 6)
                .segment(KERNEL, RAM, 6, 1, 2, 3, 4, 5, 6)
                .symbol("start", FUNCTION, 1, KERNEL + 4, 2)
                .symbol("counter", LOCAL_OBJECT, 1, KERNEL + 0x1000, 8)
                .symbol("tohost", GLOBAL_LABEL, 0xfff1, KERNEL + 0x2000, 0)
                .symbol("printf", FUNCTION, 0, 0, 0)
                .symbol("main.c", 0x04, 0xfff1, 0, 0)
                .symbol(".L1", 0, 1, KERNEL + 4, 0)
                .symbol("$x", 0, 1, KERNEL + 4, 0);
    }

    private static ByteBuffer little(final byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void assertRefused(final byte[] bytes, final String message) {
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> ElfImage.parse("prog", bytes))
                .withMessage("prog: " + message);
    }

    private static byte[] patched(final int offset, final int size, final long value) {
        final byte[] bytes = builder().build();
        for (int i = 0; i < size; i++) {
            bytes[offset + i] = (byte) (value >>> 8 * i);
        }
        return bytes;
    }

    @Test
    void loadsSegmentsAtPhysicalAddressesAndClearsTheRest() {
        memory.fill(RAM, 0x4000, (byte) 0xff);
        ElfImage.parse("prog", builder().build()).load(memory);
        assertThat(memory.read(RAM, 8)).isEqualTo(0xffff_0605_0403_0201L);
        assertThat(memory.read(RAM + 0x1000, 8)).isEqualTo(0x0605);
        assertThat(memory.read(RAM + 0x1008, 1)).isEqualTo(0xff);
    }

    @Test
    void tellsEntrySegmentsAndEnd() {
        final ElfImage image = ElfImage.parse("prog", builder().build());
        assertThat(image.name()).isEqualTo("prog");
        assertThat(image.entry()).isEqualTo(KERNEL + 4);
        assertThat(image.physicalEntry()).isEqualTo(RAM + 4);
        assertThat(image.physicalAddress(KERNEL + 0x1007)).isEqualTo(RAM + 0x1007);
        assertThat(image.physicalAddress(RAM)).isEqualTo(RAM);
        assertThat(image.segments())
                .extracting(ElfImage.Segment::physicalAddress)
                .containsExactly(RAM, RAM + 0x1000);
        assertThat(image.end()).isEqualTo(RAM + 0x1008);
    }

    @Test
    void keepsDefinedFunctionsObjectsAndLabels() {
        final SymbolTable symbols = ElfImage.parse("prog", builder().build()).symbols();
        assertThat(symbols.symbols())
                .containsExactly(
                        new Symbol("start", KERNEL + 4, 2, Symbol.Type.FUNCTION),
                        new Symbol("counter", KERNEL + 0x1000, 8, Symbol.Type.OBJECT),
                        new Symbol("tohost", KERNEL + 0x2000, 0, Symbol.Type.LABEL));
    }

    @Test
    void strippedProgramHasNoSymbols() {
        assertThat(ElfImage.parse("prog", patched(60, 2, 0)).symbols().symbols())
                .isEmpty();
    }

    @Test
    void refusesWhatIsNoSuchProgram() {
        assertRefused(new byte[0], "not an ELF file");
        assertRefused("#!/bin/sh\n".getBytes(), "not an ELF file");
        assertRefused(patched(4, 1, 1), "not a 64-bit program (ELF class 1)");
        assertRefused(patched(5, 1, 2), "not little-endian (ELF data encoding 2)");
        assertRefused(patched(18, 2, 62), "not for RISC-V (ELF machine 62)");
        assertRefused(patched(16, 2, 1), "not an executable (ELF type 1); link it first");
        assertRefused(patched(56, 2, 0), "nothing to load: there are no program headers");
        final byte[] empty = new ElfBuilder(RAM).segment(RAM, RAM, 0).build();
        assertRefused(empty, "nothing to load: there are no loadable segments");
    }

    @Test
    void refusesTruncatedFiles() {
        final byte[] whole = builder().build();
        assertRefused(Arrays.copyOf(whole, 10), "truncated in the ELF header");
        assertRefused(Arrays.copyOf(whole, 63), "truncated in the ELF header");
        assertRefused(Arrays.copyOf(whole, 100), "truncated in the program headers");
        assertRefused(
                Arrays.copyOf(whole, 64 + 112 + 1),
                "segment at 0x80001000 is truncated: the file ends before its bytes do");
        assertRefused(Arrays.copyOf(whole, whole.length - 1), "truncated in the section headers");
        for (int length = 0; length < whole.length; length++) {
            final byte[] part = Arrays.copyOf(whole, length);
            assertThatExceptionOfType(LoadException.class).isThrownBy(() -> ElfImage.parse("prog", part));
        }
    }

    @Test
    void refusesInconsistentSegments() {
        final int first = ElfBuilder.PROGRAM_HEADERS;
        assertRefused(patched(first + 40, 8, 1), "segment at 0x80001000 is larger in the file than in memory");
        assertRefused(
                patched(first + 24, 8, -1),
                "segment at 0xffffffffffffffff: no such range of physical addresses: size 0x8");
        assertRefused(
                patched(first + 40, 8, Long.MAX_VALUE),
                "segment at 0x80001000: no such range of physical addresses: size 0x7fffffffffffffff");
        assertRefused(
                patched(first + 24, 8, RAM + 5),
                "segment at 0x80000000 of 6 bytes overlaps segment at 0x80000005 of 8 bytes");
        assertRefused(patched(54, 2, 8), "program headers of 8 bytes are too small");
    }

    @Test
    void refusesSegmentsOutsideRamAndLeavesMemoryAlone() {
        final byte[] bytes = new ElfBuilder(RAM)
                .segment(RAM, RAM, 4, 1, 2, 3, 4)
                .segment(RAM + 0x3ffe, RAM + 0x3ffe, 4, 1)
                .build();
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> ElfImage.parse("prog", bytes).load(memory))
                .withMessage("prog: segment at 0x80003ffe of 4 bytes is outside RAM [0x80000000, 0x80004000)");
        assertThat(memory.readLong(RAM)).isZero();
    }

    @Test
    void damagedFilesGiveALoadExceptionOrAnImage() {
        final long seed = 3;
        final Random random = new Random(seed);
        final byte[] whole = builder().build();
        for (int i = 0; i < 20_000; i++) {
            final byte[] bytes = whole.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            if (random.nextBoolean()) {
                little(bytes).putLong(random.nextInt(bytes.length / 8) * 8, random.nextLong() >> random.nextInt(64));
            }
            try {
                ElfImage.parse("prog", bytes).load(memory);
            } catch (final LoadException e) {
                assertThat(e).as("seed %d, round %d", seed, i).hasMessageStartingWith("prog: ");
            }
        }
    }

    @Test
    void readsFilesAndNamesTheOneItCannotRead(@TempDir final Path folder) throws IOException {
        final Path file = folder.resolve("kernel");
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> ElfImage.read(file))
                .withMessage(file + ": no such file");
        assertThatExceptionOfType(LoadException.class)
                .isThrownBy(() -> ElfImage.read(folder))
                .withMessageStartingWith(folder + ": cannot be read");
        Files.write(file, builder().build());
        assertThat(ElfImage.read(file).entry()).isEqualTo(KERNEL + 4);
        assertThat(ElfImage.isElf(Files.readAllBytes(file))).isTrue();
        assertThat(ElfImage.isElf(new byte[3])).isFalse();
    }
}
