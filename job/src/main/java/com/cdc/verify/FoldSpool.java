package com.cdc.verify;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Entries in temporary files, parted by a hash of their key, so that those of one part fit into
 * memory where those of all do not. Not thread-safe.
 */
final class FoldSpool implements AutoCloseable {

  private static final int BUFFER_BYTES = 1 << 15;

  private final Path directory;
  private final Part[] parts;

  /**
   * No entries yet.
   *
   * @param temporary directory for the files
   */
  FoldSpool(Path temporary, int parts) {
    directory = temporary;
    this.parts = new Part[parts];
    for (int i = 0; i < parts; i++) {
      this.parts[i] = new Part(temporary);
    }
  }

  int parts() {
    return parts.length;
  }

  /** Keeps an entry until {@link #forEach} passes it on. */
  void add(FoldEntry entry) {
    int hash = entry.key().hashCode();
    try {
      parts[Math.floorMod(hash ^ hash >>> 16, parts.length)].add(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write to a temporary file in "
              + directory
              + "; it needs about a fifth of what the table's files hold unpacked. Choose another"
              + " place with -Djava.io.tmpdir in CDC_JAVA_OPTS: "
              + e.getMessage(),
          e);
    }
  }

  /** Passes on what was added to a part, in that order; nothing can be added to it afterwards. */
  void forEach(int part, Consumer<FoldEntry> taker) {
    try {
      parts[part].forEach(taker);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read a temporary file in " + directory, e);
    }
  }

  /** Frees the disk. */
  @Override
  public void close() throws IOException {
    for (Part part : parts) {
      part.close();
    }
  }

  /** One file; it exists once there is an entry. */
  private static final class Part {

    private final Path temporary;
    private @Nullable Path file;
    private @Nullable DataOutputStream out;
    private long entries;

    Part(Path temporary) {
      this.temporary = temporary;
    }

    void add(FoldEntry entry) throws IOException {
      if (out == null) {
        file = Files.createTempFile(temporary, "cdc-verify-", ".spool");
        out =
            new DataOutputStream(
                new BufferedOutputStream(new FastGzip(Files.newOutputStream(file)), BUFFER_BYTES));
      }
      entry.write(out);
      entries++;
    }

    void forEach(Consumer<FoldEntry> taker) throws IOException {
      if (file == null || out == null) {
        return;
      }
      out.close();
      try (DataInputStream in =
          new DataInputStream(
              new BufferedInputStream(
                  new GZIPInputStream(Files.newInputStream(file)), BUFFER_BYTES))) {
        for (long i = 0; i < entries; i++) {
          taker.accept(FoldEntry.read(in));
        }
      }
    }

    void close() throws IOException {
      if (file != null && out != null) {
        try (DataOutputStream closed = out) {
          Files.delete(file);
        }
      }
    }
  }

  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream to) throws IOException {
      super(to);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
