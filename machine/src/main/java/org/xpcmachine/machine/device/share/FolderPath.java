// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.share;

import java.util.ArrayList;
import java.util.List;

/**
 * A place in a shared folder.
 *
 * @param names from the folder down; none for the folder itself
 */
record FolderPath(List<String> names) {
    static final FolderPath ROOT = new FolderPath(List.of());

    /** Most names, so that no guest builds a path that costs the host much. */
    private static final int DEEPEST = 200;

    private static final int LONGEST_NAME = 255;

    /** Most characters of all names and what separates them. */
    private static final int LONGEST = 4096;

    FolderPath {
        names = List.copyOf(names);
    }

    boolean isRoot() {
        return names.isEmpty();
    }

    String name() {
        return names.getLast();
    }

    /** Returns what it lies in; the folder's own is the folder. */
    FolderPath parent() {
        return isRoot() ? this : new FolderPath(names.subList(0, names.size() - 1));
    }

    /** Returns what {@code name} means from here; {@code ..} does not lead out of the folder. */
    FolderPath step(final String name) throws Refusal {
        return switch (name) {
            case "." -> this;
            case ".." -> parent();
            default -> child(name);
        };
    }

    /** Returns the place of that name in this one. */
    FolderPath child(final String name) throws Refusal {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf(0) >= 0) {
            throw new Refusal(Refusal.EINVAL);
        }
        return below(List.of(name));
    }

    private FolderPath below(final List<String> more) throws Refusal {
        final List<String> all = new ArrayList<>(names);
        all.addAll(more);
        int length = 0;
        for (final String name : all) {
            length += name.length() + 1;
            if (name.length() > LONGEST_NAME || length > LONGEST || all.size() > DEEPEST) {
                throw new Refusal(Refusal.ENAMETOOLONG);
            }
        }
        return new FolderPath(all);
    }

    boolean startsWith(final FolderPath other) {
        return names.size() >= other.names.size()
                && names.subList(0, other.names.size()).equals(other.names);
    }

    /** Returns where this is once {@code from}, which it lies in or is, has become {@code to}. */
    FolderPath moved(final FolderPath from, final FolderPath to) throws Refusal {
        return to.below(names.subList(from.names.size(), names.size()));
    }
}
