package com.cdc.bench.debezium;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.debezium.engine.ChangeEvent;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.DebeziumEngine.RecordCommitter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes each event's value as a line, one file for each table; flushed with every batch. */
final class NdjsonFiles implements DebeziumEngine.ChangeConsumer<ChangeEvent<String, String>> {

  private static final int BUFFER_BYTES = 1 << 20;

  private final Path directory;
  private final Map<String, OutputStream> files = new HashMap<>();

  NdjsonFiles(Path directory) {
    this.directory = directory;
  }

  @Override
  public void handleBatch(
      List<ChangeEvent<String, String>> events,
      RecordCommitter<ChangeEvent<String, String>> committer)
      throws InterruptedException {
    try {
      for (ChangeEvent<String, String> event : events) {
        String line = event.value();
        if (line != null) {
          OutputStream file = files.computeIfAbsent(event.destination(), this::open);
          file.write(line.getBytes(UTF_8));
          file.write('\n');
        }
        committer.markProcessed(event);
      }
      for (OutputStream file : files.values()) {
        file.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    committer.markBatchFinished();
  }

  private OutputStream open(String topic) {
    try {
      return new BufferedOutputStream(
          Files.newOutputStream(directory.resolve(topic + ".json")), BUFFER_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
