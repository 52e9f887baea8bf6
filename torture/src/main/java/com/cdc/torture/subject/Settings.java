package com.cdc.torture.subject;

import com.cdc.torture.server.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How the job is configured; every start writes it anew.
 *
 * @param file where it is written
 * @param port by which it reaches the database
 * @param store URI below which landing and checkpoints are
 * @param localStore the same on the local disk
 * @param flink settings by Flink's keys
 */
public record Settings(
    Path file,
    int port,
    String publication,
    List<String> tables,
    String store,
    Path localStore,
    Map<String, String> flink) {

  /** The slot that is made before the workload begins, so that nothing commits before it. */
  public static final String SLOT = "torture_slot";

  Path write(int parallelism) {
    String text =
        """
        job.name: torture
        parallelism: %d
        rest.port: 0
        http.port: 0
        postgres:
          host: 127.0.0.1
          port: %d
          database: %s
          user: %s
          password: %s
          ssl-mode: disable
          publication: %s
          slot: %s
          tables: [%s]
          schema-check-interval: 2 s
        landing.uri: %s/landing
        checkpoint:
          uri: %s/checkpoints
          interval: 2 s
          timeout: 60 s
        flink:
        %s
        """
            .formatted(
                parallelism,
                port,
                PostgresServer.DATABASE,
                PostgresServer.USER,
                PostgresServer.PASSWORD,
                publication,
                SLOT,
                String.join(", ", tables),
                store,
                store,
                flink.entrySet().stream()
                    .map(e -> "  " + e.getKey() + ": \"" + e.getValue() + "\"")
                    .collect(Collectors.joining("\n")));
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
