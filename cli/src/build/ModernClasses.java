// SPDX-License-Identifier: Apache-2.0

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar the format of Java 21 where theirs is older than Java 7's, with the stack maps that this asks for.
 * JDK 25's AOT cache leaves out classes that are verified without stack maps, and then each start loads and verifies them anew.
 *
 * <pre>java ModernClasses.java JAR...</pre>
 *
 * The jars are replaced; one without old classes stays as it is.
 */
public final class ModernClasses {
    /** {@link ClassModel#majorVersion} from which on stack maps are obligatory (Java Virtual Machine Specification 4.10). */
    private static final int STACK_MAPS = ClassFile.JAVA_7_VERSION;

    private ModernClasses() {}

    public static void main(final String[] jars) throws IOException {
        for (final String jar : jars) {
            modernise(Path.of(jar));
        }
    }

    private static void modernise(final Path jar) throws IOException {
        final Path modern = jar.resolveSibling(jar.getFileName() + ".modern");
        try (ZipFile from = new ZipFile(jar.toFile())) {
            final ClassFile format = ClassFile.of(
                    ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(
                                    type -> classOf(from, type))
                            .orElse(ClassHierarchyResolver.defaultResolver())),
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
            boolean changed = false;
            try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(modern))) {
                for (final ZipEntry entry : Collections.list(from.entries())) {
                    final byte[] old = from.getInputStream(entry).readAllBytes();
                    final byte[] content = entry.getName().endsWith(".class") ? modern(format, old) : old;
                    changed |= content != old;
                    final ZipEntry copy = new ZipEntry(entry.getName());
                    copy.setTime(entry.getTime());
                    to.putNextEntry(copy);
                    to.write(content);
                }
            }
            if (changed) {
                Files.setLastModifiedTime(modern, Files.getLastModifiedTime(jar));
                Files.move(modern, jar, StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            Files.deleteIfExists(modern);
        }
    }

    /** Returns {@code bytes} themselves if they are modern enough. */
    private static byte[] modern(final ClassFile format, final byte[] bytes) {
        final ClassModel model = format.parse(bytes);
        if (model.majorVersion() >= STACK_MAPS) {
            return bytes;
        }
        final ClassTransform version = ClassTransform.dropping(ClassFileVersion.class::isInstance)
                .andThen(ClassTransform.endHandler(to -> to.withVersion(ClassFile.JAVA_21_VERSION, 0)));
        return format.transformClass(model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }

    private static InputStream classOf(final ZipFile jar, final ClassDesc type) {
        final String descriptor = type.descriptorString();
        final ZipEntry entry = jar.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : jar.getInputStream(entry);
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
