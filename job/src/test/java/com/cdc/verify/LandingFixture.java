package com.cdc.verify;

import com.cdc.event.TableId;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** A landing written by hand. */
record LandingFixture(Path root, TableId table) {

  /** Writes a part file of the table, one line each. */
  Path file(String name, String... lines) throws IOException {
    Path file = root.resolve(table.directory() + "/date=2026-11-22/hour=06/" + name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, String.join("\n", lines) + "\n");
  }

  /** The same as concatenated gzip members, one per line. */
  void gzipped(String name, String... lines) throws IOException {
    Path file = file(name);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (String line : lines) {
        GZIPOutputStream member = new GZIPOutputStream(out);
        member.write((line + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        member.finish();
      }
    }
  }

  /** A record: {@code columns} is the inside of the JSON object, perhaps with more metadata. */
  static String line(char operation, long lsn, long seq, String columns) {
    return "{%s%s\"__op\":\"%s\",\"__deleted\":\"%s\",\"__epoch\":1,\"__lsn\":%d,\"__seq\":%d,\"__ts_ms\":0,\"ingestion_timestamp\":\"2026-11-22T06:00:00.000000Z\"}"
        .formatted(columns, columns.isEmpty() ? "" : ",", operation, operation == 'd', lsn, seq);
  }
}
