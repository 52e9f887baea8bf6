package com.cdc.bench.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.format.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs Debezium Embedded into NDJSON files until the process is ended.
 *
 * <p>The connector's settings come as a file of properties. Those that make it fast, and that make
 * its lines comparable, stand here.
 */
public final class DebeziumReader {

  private DebeziumReader() {}

  /** Arguments: the file of properties, and the directory to write to. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Properties settings = tuned();
    try (Reader reader = Files.newBufferedReader(Path.of(args[0]), UTF_8)) {
      settings.load(reader);
    }
    CompletableFuture<Void> ended = new CompletableFuture<>();
    DebeziumEngine<ChangeEvent<String, String>> engine =
        DebeziumEngine.create(Json.class)
            .using(settings)
            .using((success, message, error) -> end(ended, message, error))
            .notifying(new NdjsonFiles(Path.of(args[1])))
            .build();
    engine.run();
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("Debezium failed", e.getCause());
    }
  }

  private static void end(CompletableFuture<Void> ended, String message, Throwable error) {
    if (error == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(new IllegalStateException(message, error));
    }
  }

  private static Properties tuned() {
    Properties settings = new Properties();
    settings.setProperty("name", "bench");
    settings.setProperty("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    settings.setProperty(
        "offset.storage", "org.apache.kafka.connect.storage.FileOffsetBackingStore");
    settings.setProperty("offset.flush.interval.ms", "1000");
    settings.setProperty("topic.prefix", "cdc");
    settings.setProperty("plugin.name", "pgoutput");
    settings.setProperty("publication.autocreate.mode", "disabled");
    // the defaults are 2048, 8192 and 500
    settings.setProperty("max.batch.size", "16384");
    settings.setProperty("max.queue.size", "65536");
    settings.setProperty("poll.interval.ms", "20");
    settings.setProperty("snapshot.fetch.size", "20000");
    settings.setProperty("converter.schemas.enable", "false");
    settings.setProperty("tombstones.on.delete", "false");
    settings.setProperty("transforms", "unwrap");
    settings.setProperty("transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState");
    settings.setProperty("transforms.unwrap.delete.tombstone.handling.mode", "rewrite");
    settings.setProperty("transforms.unwrap.add.fields", "op,lsn,source.ts_ms");
    return settings;
  }
}
