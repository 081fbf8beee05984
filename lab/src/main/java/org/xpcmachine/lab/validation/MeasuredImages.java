// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.validation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.xpcmachine.machine.board.BoardConfig;
import org.xpcmachine.machine.board.BootImages;
import org.xpcmachine.machine.board.RocketBoard;
import org.xpcmachine.machine.loader.InputFile;
import org.xpcmachine.machine.loader.LoadException;

/** The images that were run on Rocket, in a folder that is not part of the project. */
public final class MeasuredImages {
    /** System property that names the project's folder. */
    private static final String ROOT = "xpc.root";

    private static final String PROGRAMS = "kernels/elf/";

    /** All programs end below this much of RAM; the benchmarks use the whole board's. */
    private static final long PROGRAM_MEMORY = 8L << 20;

    private static final String ALL_BENCHMARKS = "micro/elf/micro_final.elf";

    /** In {@code micro_cache}, the auipc of the sweep's limit. */
    private static final long SWEEP_LIMIT = 0x8000_1634L;

    private static final long TO_64_KIB = 0x0600_f417L;
    private static final long TO_2_MIB = 0x061f_f417L;

    private final Path folder;

    /**
     * Takes a folder.
     *
     * @throws LoadException if it does not have the images
     */
    public MeasuredImages(final Path folder) {
        if (!isPresent(folder)) {
            throw new LoadException(
                    folder + ": not the folder of the measured images: there is no " + ALL_BENCHMARKS + " in it");
        }
        this.folder = folder;
    }

    /** Finds {@code shared/rocket} beside the project, or beside a folder above the current one. */
    public static Optional<MeasuredImages> find() {
        final String root = System.getProperty(ROOT);
        Path at = Path.of(root == null ? "" : root).toAbsolutePath().normalize();
        while (at != null) {
            final Path beside = at.resolveSibling("shared").resolve("rocket");
            if (isPresent(beside)) {
                return Optional.of(new MeasuredImages(beside));
            }
            at = at.getParent();
        }
        return Optional.empty();
    }

    private static boolean isPresent(final Path folder) {
        return Files.isRegularFile(folder.resolve(ALL_BENCHMARKS));
    }

    /** Returns a board with as much memory as an image needs. */
    static BoardConfig fit(final BoardConfig board, final String name) {
        return name.startsWith(PROGRAMS) ? board.withMemory(PROGRAM_MEMORY) : board;
    }

    BootImages.Image read(final String name) {
        final Path file = folder.resolve(name);
        return new BootImages.Image(file.toString(), InputFile.read(file));
    }

    /** Returns the images that give all of {@code wanted} in a configuration. */
    static Set<String> needed(final Setup setup, final Measurements wanted) {
        final Set<String> images = new LinkedHashSet<>();
        for (final Series series : wanted.series().values()) {
            images.add(imageOf(setup, series.group()));
        }
        for (final ProgramRun run : wanted.programs().values()) {
            images.add(PROGRAMS + run.program() + ".elf");
        }
        return images;
    }

    /**
     * What makes an image the one that was measured. With an L2, {@code micro_cache} swept it, too, before benchmarks that are to miss: it was
     * built with FLUSHL2. The image at hand was not; its limit of 64 KiB is made 2 MiB, by one instruction.
     */
    static Consumer<RocketBoard> adjustment(final Setup setup, final String image) {
        return setup.hasL2() && image.endsWith("micro_cache.elf") ? MeasuredImages::sweepL2 : board -> {};
    }

    private static void sweepL2(final RocketBoard board) {
        if (board.ram().read(SWEEP_LIMIT, Integer.BYTES) == TO_64_KIB) {
            board.ram().write(SWEEP_LIMIT, Integer.BYTES, TO_2_MIB);
        }
    }

    /** In other configurations than the first only some groups were run, each from an image of its own. */
    private static String imageOf(final Setup setup, final String group) {
        if (group.equals("trap")) {
            return "micro/elf/trap.elf";
        }
        return setup == Setup.NO_L2_40 ? ALL_BENCHMARKS : "micro/elf/micro_" + group + ".elf";
    }
}
