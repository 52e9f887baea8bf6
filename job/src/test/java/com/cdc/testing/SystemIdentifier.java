package com.cdc.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What tells one PostgreSQL cluster from another, written anew into the files of one that was shut
 * down: a copy of a data directory becomes a server of its own, as initdb would have made it. It
 * stands at the beginning of {@code pg_control} (PostgreSQL's {@code ControlFileData}, which ends
 * with a CRC of all before) and in the first page header of each WAL segment ({@code
 * XLogLongPageHeaderData.xlp_sysid}).
 */
final class SystemIdentifier {

  private static final int IN_WAL = 24;

  /** The struct is somewhat longer in each version; all of them end between these. */
  private static final int SHORTEST = 200;

  private static final int LONGEST = 512;

  private SystemIdentifier() {}

  static void write(Path data, long identifier) throws IOException {
    Path control = data.resolve("global/pg_control");
    ByteBuffer bytes = read(control);
    int end = end(bytes);
    bytes.putLong(0, identifier);
    bytes.putInt(end, crc(bytes, end));
    Files.write(control, bytes.array());
    for (Path segment : segments(data.resolve("pg_wal"))) {
      ByteBuffer wal = read(segment);
      wal.putLong(IN_WAL, identifier);
      Files.write(segment, wal.array());
    }
  }

  /** Where the CRC stands. */
  private static int end(ByteBuffer control) {
    for (int end = SHORTEST; end <= LONGEST; end += Integer.BYTES) {
      if (control.getInt(end) == crc(control, end)) {
        return end;
      }
    }
    throw new IllegalStateException("pg_control has no valid CRC");
  }

  private static int crc(ByteBuffer bytes, int end) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), 0, end);
    return (int) crc.getValue();
  }

  private static ByteBuffer read(Path file) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
  }

  private static List<Path> segments(Path wal) throws IOException {
    try (Stream<Path> files = Files.list(wal)) {
      return files.filter(file -> file.getFileName().toString().matches("[0-9A-F]{24}")).toList();
    }
  }
}
