package com.cdc.torture.nemesis;

import com.cdc.torture.server.PostgresServer;
import com.cdc.torture.server.ServerPair;
import com.cdc.torture.server.Signals;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What happens to the database and its processes. */
final class DatabaseFaults {

  private DatabaseFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault("walsender terminated", scene -> true, DatabaseFaults::terminateSender),
        new Fault(
            "all sessions of the job terminated", scene -> true, DatabaseFaults::terminateAll),
        new Fault("walsender kill -9", scene -> true, DatabaseFaults::killSender),
        new Fault("database kill -9", scene -> true, DatabaseFaults::kill),
        new Fault("database restarted, fast", scene -> true, DatabaseFaults::restartFast),
        new Fault("database restarted, immediate", scene -> true, DatabaseFaults::restartNow),
        new Fault("failover", scene -> scene.servers().hasStandby(), DatabaseFaults::failOver));
  }

  private static String terminateSender(Scene scene, Random random)
      throws SQLException, InterruptedException {
    execute(
        scene, "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE active");
    return "";
  }

  private static String terminateAll(Scene scene, Random random)
      throws SQLException, InterruptedException {
    execute(
        scene,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '%s'"
            .formatted(PostgresServer.USER));
    return "";
  }

  /** The server restarts itself: one of its processes has ended in disorder. */
  private static String killSender(Scene scene, Random random) {
    List<Long> senders = scene.servers().primary().processes("walsender " + PostgresServer.USER);
    senders.forEach(pid -> Signals.send(pid, "KILL"));
    return senders.size() + " of them";
  }

  private static String kill(Scene scene, Random random) throws Exception {
    PostgresServer server = scene.servers().primary();
    server.kill();
    return away(server, random);
  }

  private static String restartFast(Scene scene, Random random) throws Exception {
    PostgresServer server = scene.servers().primary();
    server.stopFast();
    return away(server, random);
  }

  private static String restartNow(Scene scene, Random random) throws Exception {
    PostgresServer server = scene.servers().primary();
    server.stopImmediately();
    return away(server, random);
  }

  private static String failOver(Scene scene, Random random) throws Exception {
    ServerPair servers = scene.servers();
    int millis = random.nextInt(15_000);
    servers.failOver(Duration.ofMillis(millis));
    return "nobody answered for %d ms".formatted(millis);
  }

  private static String away(PostgresServer server, Random random)
      throws InterruptedException, IOException {
    int millis = random.nextInt(12_000);
    Thread.sleep(millis);
    server.start();
    return "started again after %d ms".formatted(millis);
  }

  private static void execute(Scene scene, String sql) throws SQLException, InterruptedException {
    try (Connection connection = scene.servers().awaitConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
