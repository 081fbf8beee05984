// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import picocli.CommandLine.IVersionProvider;

/** Names this program's version and what it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "xpc 0.1.0 (RV64IMAFDC, Zba, Zbb, Zbs, Sv39, Sv48, Sstc, Xxpc version 1)",
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
