package com.cdc.torture;

import com.cdc.stores.HttpFaults;
import com.cdc.stores.S3Server;
import com.cdc.testing.TcpProxy;
import com.cdc.torture.TortureOptions.Place;
import com.cdc.torture.nemesis.Clock;
import com.cdc.torture.nemesis.Scene;
import com.cdc.torture.oracle.Oracle;
import com.cdc.torture.server.ServerPair;
import com.cdc.torture.subject.Distribution;
import com.cdc.torture.subject.SessionClusterJob;
import com.cdc.torture.subject.Settings;
import com.cdc.torture.subject.StandaloneJob;
import com.cdc.torture.subject.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everything that a run needs, started and put together; nothing of the job runs yet. */
final class Stage implements AutoCloseable {

  /** In each table at first, for a run of a minute. */
  private static final int LIGHT_ROWS = 2_000;

  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
  private final Scene scene;
  private final Path landing;
  private final Path config;

  /** Starts servers, and makes the tables; everything lies below {@code options.out()}. */
  Stage(TortureOptions options) throws IOException, SQLException {
    Path out = Files.createDirectories(options.out());
    ServerPair servers = opened(ServerPair.start(out, out.resolveSibling("postgres")));
    switch (options.load()) {
      case FULL -> Oracle.create(servers);
      case LIGHT -> Oracle.create(servers, LIGHT_ROWS);
    }
    // before the first change, so that every change has to land
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "SELECT pg_create_logical_replication_slot('%s', 'pgoutput', false, false, true)"
              .formatted(Settings.SLOT));
    }
    Clock clock = new Clock(out);
    Optional<TcpProxy> network = Optional.empty();
    Optional<HttpFaults> requests = Optional.empty();
    String uri = out.toString();
    Path stored = out;
    Map<String, String> flink = new HashMap<>();
    if (options.place() == Place.S3) {
      S3Server store = opened(S3Server.start(out));
      HttpFaults faults = opened(HttpFaults.to(store.port()));
      TcpProxy proxy = opened(TcpProxy.to(faults.port()));
      network = Optional.of(proxy);
      requests = Optional.of(faults);
      flink.putAll(S3Server.settings(proxy.port()));
      uri = store.uri("torture");
      stored = store.file("torture");
    }
    landing = Files.createDirectories(stored.resolve("landing"));
    config = out.resolve("pipeline.yaml");
    Distribution first = new Distribution(options.home(), options.jar());
    Distribution second = first.rebuilt(out, "2");
    if (options.kind() == TortureOptions.Kind.STANDALONE
        && Growth.isJudgedAfter(options.length())) {
      first = first.archived(out, "build-1");
      second = second.archived(out, "build-2");
    }
    Settings settings =
        new Settings(
            config,
            servers.network().port(),
            Oracle.publication(),
            Oracle.tables(),
            uri,
            stored,
            flink);
    scene =
        new Scene(
            servers,
            opened(subject(options, first, settings, clock)),
            network,
            requests,
            clock,
            List.of(first, second));
  }

  private static Subject subject(
      TortureOptions options, Distribution distribution, Settings settings, Clock clock)
      throws IOException {
    Path logs = Files.createDirectories(options.out().resolve("job"));
    return switch (options.kind()) {
      case STANDALONE -> new StandaloneJob(logs, distribution, settings, 2, clock);
      case CLUSTER -> new SessionClusterJob(logs, distribution, settings, 2, clock);
    };
  }

  Scene scene() {
    return scene;
  }

  /** On the local disk, whatever the store. */
  Path landing() {
    return landing;
  }

  Path config() {
    return config;
  }

  private <T extends AutoCloseable> T opened(T part) {
    toClose.push(part);
    return part;
  }

  @Override
  public void close() throws Exception {
    while (!toClose.isEmpty()) {
      toClose.pop().close();
    }
  }
}
