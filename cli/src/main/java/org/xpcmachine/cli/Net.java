// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xpcmachine.machine.device.net.UserNetwork;
import org.xpcmachine.machine.device.net.UserNetworkConfig;
import org.xpcmachine.machine.device.net.UserNetworkConfig.Forward;

/** {@code --net}: what the guest's network lets through, in QEMU's words. */
record Net(String text) {
    /** A port of the host, and one of the guest; an address may stand before each. */
    private static final Pattern FORWARD =
            Pattern.compile("hostfwd=tcp:(?:([0-9.]*):)?([0-9]{1,5})[-:](?:([0-9.]*):)?([0-9]{1,5})");

    private static final String LOOPBACK = "127.0.0.1";
    private static final String GUEST = "10.0.2.15";

    /**
     * Opens it; to be closed by the caller.
     *
     * @throws IllegalArgumentException if it says nothing that makes sense
     * @throws IOException if the host cannot listen where it should
     */
    UserNetwork open() throws IOException {
        final String[] parts = text.split(",");
        if (!parts[0].equals("user")) {
            throw new IllegalArgumentException("'" + parts[0] + "' is no kind of network; there is only: user");
        }
        boolean restricted = false;
        final List<Forward> forwards = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].equals("restrict=on")) {
                restricted = true;
            } else {
                forwards.add(forward(parts[i]));
            }
        }
        return new UserNetwork(new UserNetworkConfig(restricted, UserNetworkConfig.nameServerOfHost(), forwards));
    }

    private static Forward forward(final String part) {
        final Matcher words = FORWARD.matcher(part);
        if (!words.matches()) {
            throw new IllegalArgumentException(
                    "'" + part + "' is neither restrict=on nor hostfwd=tcp:[ADDRESS]:PORT-[ADDRESS]:PORT");
        }
        return Forward.of(
                new InetSocketAddress(address(words.group(1), LOOPBACK), Integer.parseInt(words.group(2))),
                address(words.group(3), GUEST),
                Integer.parseInt(words.group(4)));
    }

    private static InetAddress address(final String text, final String otherwise) {
        return InetAddress.ofLiteral(text == null || text.isEmpty() ? otherwise : text);
    }
}
