// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Names this program's version, which the build gives the module, and what it runs on. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        final String version = Optional.ofNullable(Version.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .orElse("without a version");
        return new String[] {
            "xpc " + version + " (RV64IMAFDC, Zba, Zbb, Zbs, Sv39, Sv48, Sstc, Xxpc version 1)",
            "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + System.getProperty("os.arch")
        };
    }
}
