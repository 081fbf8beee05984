// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.xpcmachine.machine.device.share.SharedFolder;

/** {@code --share}: a folder of the host, and by which name and how the guest has it. */
record Share(String text) {
    private static final String READ_ONLY = ",ro";
    private static final String TAG = ",tag=";
    private static final String DEFAULT_TAG = "share";

    private boolean isReadOnly() {
        return text.endsWith(READ_ONLY);
    }

    private String withoutMode() {
        return isReadOnly() ? text.substring(0, text.length() - READ_ONLY.length()) : text;
    }

    String tag() {
        final int tag = withoutMode().lastIndexOf(TAG);
        return tag < 0 ? DEFAULT_TAG : withoutMode().substring(tag + TAG.length());
    }

    /** Opens it; to be closed by the caller. */
    SharedFolder open() throws IOException {
        final int tag = withoutMode().lastIndexOf(TAG);
        return new SharedFolder(Path.of(tag < 0 ? withoutMode() : withoutMode().substring(0, tag)), !isReadOnly());
    }
}
