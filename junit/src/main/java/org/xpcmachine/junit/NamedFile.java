// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.junit;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * Finds files as {@link Machine} names them.
 *
 * @param test whose resources {@code classpath:} means
 */
record NamedFile(Class<?> test) {
    private static final String RESOURCE = "classpath:";
    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]*)}");

    Path path(final String name) {
        final String expanded = PROPERTY.matcher(name).replaceAll(match -> property(name, match.group(1)));
        return expanded.startsWith(RESOURCE) ? resource(expanded.substring(RESOURCE.length())) : Path.of(expanded);
    }

    private static String property(final String name, final String property) {
        final String value = System.getProperty(property);
        if (value == null) {
            throw new ExtensionConfigurationException(name + ": there is no system property \"" + property + "\"");
        }
        return Matcher.quoteReplacement(value);
    }

    private Path resource(final String name) {
        final URL url = test.getResource(name);
        if (url == null) {
            throw new ExtensionConfigurationException(
                    RESOURCE + name + ": " + test.getSimpleName() + " has no such resource");
        }
        try {
            return Path.of(new URI(url.toString()));
        } catch (final URISyntaxException | FileSystemNotFoundException e) {
            throw new ExtensionConfigurationException(url + ": not a file in a folder", e);
        }
    }
}
