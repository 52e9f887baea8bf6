package com.cdc.sink;

import com.cdc.event.ChangeBatch;
import com.cdc.event.Position;
import java.io.IOException;
import org.apache.flink.core.fs.Path;

/**
 * Writes versions of tables' shapes beside the data: {@code _schemas/<table>/<position>.json}. At
 * least once, and idempotent by name: a replay writes the same file.
 */
record SchemaWriter(String landingUri) {

  private static final String DIRECTORY = "_schemas";

  void write(ChangeBatch version) throws IOException {
    Path directory = new Path(new Path(landingUri, DIRECTORY), version.tableId().directory());
    WholeFile.write(new Path(directory, name(version.first())), version.lines);
  }

  /** Names sort as positions do. */
  static String name(Position position) {
    return "%010d-%s-%010d.json"
        .formatted(position.epoch(), padded(Long.toUnsignedString(position.lsn())), position.seq());
  }

  private static String padded(String number) {
    return "0".repeat(20 - number.length()) + number;
  }
}
