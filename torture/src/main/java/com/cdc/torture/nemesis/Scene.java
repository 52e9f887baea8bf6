package com.cdc.torture.nemesis;

import com.cdc.stores.HttpFaults;
import com.cdc.testing.TcpProxy;
import com.cdc.torture.server.ServerPair;
import com.cdc.torture.subject.Distribution;
import com.cdc.torture.subject.Subject;
import java.util.List;
import java.util.Optional;

/**
 * All that can be broken.
 *
 * @param store the network to the object store; none for a local disk
 * @param requests what happens to requests to it
 * @param builds of the job, for upgrades
 */
public record Scene(
    ServerPair servers,
    Subject subject,
    Optional<TcpProxy> store,
    Optional<HttpFaults> requests,
    Clock clock,
    List<Distribution> builds) {}
