package com.cdc.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.compress.Compressor;
import com.cdc.config.Compression;
import com.cdc.postgres.Lsn;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a landing of any size with its manifests: a tenth of it snapshot rows, then transactions of
 * one row and, every hundredth, of twenty rows that change table with each. As a program:
 * directory, megabytes and compression.
 */
final class LargeLanding {

  private static final int TABLES = 4;
  private static final int PART_BYTES = 64 << 20;
  private static final int PIECE_BYTES = 1 << 20;

  private final Path root;
  private final Compression compression;
  private final Part[] parts = new Part[TABLES];
  private String previous = "null";
  private String from = "null";
  private int manifests;
  private long lsn = 1 << 24;
  private long bytes;
  private long rows;

  private LargeLanding(Path root, Compression compression) {
    this.root = root;
    this.compression = compression;
  }

  public static void main(String[] arguments) throws IOException {
    long rows =
        write(
            Path.of(arguments[0]),
            Long.parseLong(arguments[1]) << 20,
            Compression.valueOf(arguments[2]));
    System.out.printf("%,d rows%n", rows);
  }

  /** Writes so many bytes, not compressed, and returns how many rows they are. */
  static long write(Path root, long bytes, Compression compression) throws IOException {
    LargeLanding landing = new LargeLanding(root, compression);
    landing.write(bytes);
    return landing.rows;
  }

  private void write(long limit) throws IOException {
    for (long id = 0; bytes < limit / 10; id++) {
      add((int) (id % TABLES), 'r', id, 0);
    }
    manifest("");
    long transaction = 0;
    while (bytes < limit) {
      lsn += 136;
      long changes = ++transaction % 100 == 0 ? 20 : 1;
      for (long seq = 1; seq <= changes; seq++) {
        add((int) ((transaction + seq) % TABLES), 'u', transaction, seq);
      }
      if (parts[0] != null && parts[0].bytes > PART_BYTES) {
        changed();
      }
    }
    changed();
  }

  private void changed() throws IOException {
    String to = "\"" + Lsn.format(lsn + 1) + "\"";
    manifest(
        "{\"source\":\"postgres\",\"slot\":\"cdc\",\"epoch\":1,\"from\":%s,\"to\":%s}"
            .formatted(from, to));
    from = to;
  }

  private void add(int table, char operation, long id, long seq) throws IOException {
    if (parts[table] == null) {
      parts[table] = new Part(table);
    }
    String line =
        "{\"id\":%d,\"sku\":\"SKU-%08d\",\"name\":\"Item number %d of the warehouse\",\"location_id\":%d,\"initial_qty\":\"%d.50\",\"updated_at\":\"2026-11-23T02:29:44.371961Z\",\"__op\":\"%c\",\"__deleted\":\"false\",\"__epoch\":1,\"__lsn\":%d,\"__seq\":%d,\"__ts_ms\":1795400984377,\"__tx_id\":%d,\"ingestion_timestamp\":\"2026-11-23T02:29:46.557567Z\"}\n"
            .formatted(id, id, id, id % 97, id % 1000, operation, lsn, seq, id);
    byte[] utf8 = line.getBytes(UTF_8);
    parts[table].add(utf8, seq);
    bytes += utf8.length;
    rows++;
  }

  private void manifest(String source) throws IOException {
    List<String> files = new ArrayList<>();
    for (int i = 0; i < TABLES; i++) {
      if (parts[i] != null) {
        files.add(parts[i].close(source.isEmpty() ? 'r' : 'u'));
        parts[i] = null;
      }
    }
    manifests++;
    String name =
        "date=2026-11-24/20261124T13%07dZ-%010d-00000000.json".formatted(manifests, manifests);
    Path file = root.resolve("_manifests/" + name);
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"version\":1,\"job\":\"j\",\"checkpoint\":%d,\"previous\":%s,\"time\":\"2026-11-24T13:00:00Z\",\"sources\":[%s],\"files\":[%s]}"
            .formatted(manifests, previous, source, String.join(",", files)));
    previous = "\"" + name + "\"";
  }

  /** A file that is being written. */
  private final class Part {

    final String path;
    long bytes;
    private final OutputStream out;
    private final Compressor compressor = Compressor.of(compression, 0);
    private final byte[] piece = new byte[PIECE_BYTES];
    private int filled;
    private long rows;
    private long firstLsn;
    private long firstSeq;
    private long lastLsn;
    private long lastSeq;

    Part(int table) {
      path =
          "cdc.large.item_%d/date=2026-11-24/hour=13/part-20261124T12%07dZ-0b0e-%d.json%s"
              .formatted(table, manifests, manifests, compression.suffix());
      Path file = root.resolve(path);
      try {
        Files.createDirectories(file.getParent());
        out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void add(byte[] line, long seq) throws IOException {
      if (rows++ == 0) {
        firstLsn = lsn;
        firstSeq = seq;
      }
      lastLsn = lsn;
      lastSeq = seq;
      if (filled + line.length > PIECE_BYTES) {
        flush();
      }
      System.arraycopy(line, 0, piece, filled, line.length);
      filled += line.length;
      bytes += line.length;
    }

    private void flush() throws IOException {
      out.write(compressor.compress(piece, 0, filled));
      filled = 0;
    }

    String close(char operation) throws IOException {
      flush();
      out.close();
      compressor.close();
      return "{\"path\":\"%s\",\"source\":\"postgres\",\"bytes\":%d,\"rows\":%d,\"first\":[1,%d,%d],\"last\":[1,%d,%d],\"ops\":{\"%c\":%d}}"
          .formatted(
              path,
              Files.size(root.resolve(path)),
              rows,
              firstLsn,
              firstSeq,
              lastLsn,
              lastSeq,
              operation,
              rows);
    }
  }
}
