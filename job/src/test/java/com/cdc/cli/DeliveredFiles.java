package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.testing.LiveFiles;
import com.cdc.verify.LandedRecord;
import com.cdc.verify.LandingReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a reader of the landing had been given at some moment, byte for byte. */
record DeliveredFiles(Path landing, Map<Path, ByteBuffer> contents) {

  /** All files that are visible now. */
  static DeliveredFiles of(Path landing) {
    Map<Path, ByteBuffer> contents = new TreeMap<>();
    try {
      for (Path file : LiveFiles.below(landing)) {
        if (!file.getFileName().toString().startsWith(".")) {
          contents.put(landing.relativize(file), ByteBuffer.wrap(Files.readAllBytes(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DeliveredFiles(landing, contents);
  }

  /** They are all there as they were, and no row of the table is there twice. */
  void requireStillThere(AuditedTable table) throws IOException {
    assertThat(of(landing).contents).containsAllEntriesOf(contents);
    List<String> rows = new ArrayList<>();
    new LandingReader(landing.toString()).read(table.id(), row -> rows.add(identity(row)));
    assertThat(rows).isNotEmpty().doesNotHaveDuplicates();
  }

  private static String identity(LandedRecord row) {
    return row.operation() + " " + row.position() + " " + row.columns().get("item_id");
  }
}
