// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.machine.device.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Who is meant by the addresses that a guest uses. */
record Outside(UserNetworkConfig config) {
    /** Returns where a conversation leads; null for nowhere. */
    InetSocketAddress target(final Flow flow) {
        if (config.restricted() || flow.peerPort() == 0) {
            return null;
        }
        if (flow.peer() == GuestLink.GATEWAY) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), flow.peerPort());
        }
        if (flow.peer() == GuestLink.NAME_SERVER) {
            return flow.peerPort() == UserNetworkConfig.NAME_SERVER_PORT
                    ? config.nameServer().orElse(null)
                    : null;
        }
        final InetAddress address = Ipv4.address(flow.peer());
        final boolean here = (flow.peer() & GuestLink.MASK) == GuestLink.SUBNET;
        final boolean oneHost = !address.isLoopbackAddress() && flow.peer() >>> 24 != 0 && flow.peer() >>> 28 < 14;
        return here || !oneHost ? null : new InetSocketAddress(address, flow.peerPort());
    }
}
