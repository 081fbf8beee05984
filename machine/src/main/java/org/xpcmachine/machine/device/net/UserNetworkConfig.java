// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a {@link UserNetwork} lets through.
 *
 * @param restricted the guest reaches nothing but the network's own services
 * @param nameServer who answers what the guest asks 10.0.2.3; empty for nobody
 * @param forwards ports of the host that lead into the guest, restricted or not
 */
public record UserNetworkConfig(boolean restricted, Optional<InetSocketAddress> nameServer, List<Forward> forwards) {
    static final int NAME_SERVER_PORT = 53;
    private static final Path RESOLVERS = Path.of("/etc/resolv.conf");

    public UserNetworkConfig {
        forwards = List.copyOf(forwards);
    }

    /**
     * A TCP port of the host whose connections go to the guest.
     *
     * @param host where to listen; port 0 for any that is free
     * @param guest the guest's address, as a number
     * @param guestPort 1 to 65535
     */
    public record Forward(InetSocketAddress host, int guest, int guestPort) {
        public Forward {
            if (guestPort < 1 || guestPort > 0xffff) {
                throw new IllegalArgumentException(guestPort + " is not a port");
            }
        }

        /**
         * Makes a forward.
         *
         * @throws IllegalArgumentException if the guest's address is not of IPv4, or the port is none
         */
        public static Forward of(final InetSocketAddress host, final InetAddress guest, final int guestPort) {
            if (!(guest instanceof final Inet4Address address)) {
                throw new IllegalArgumentException(guest.getHostAddress() + " is not an IPv4 address");
            }
            return new Forward(host, Ipv4.number(address), guestPort);
        }
    }

    /** Returns the name server that the host asks: the first IPv4 address in {@code /etc/resolv.conf}. */
    public static Optional<InetSocketAddress> nameServerOfHost() {
        try (var lines = Files.lines(RESOLVERS)) {
            return lines.map(line -> line.trim().split("\\s+"))
                    .filter(words -> words.length > 1 && words[0].equals("nameserver") && words[1].matches("[0-9.]+"))
                    .map(words -> new InetSocketAddress(InetAddress.ofLiteral(words[1]), NAME_SERVER_PORT))
                    .findFirst();
        } catch (final IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
