package com.cdc.sink;

import java.io.IOException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Writes small files that a reader sees whole or not at all. Their content is settled by their
 * name, so one that is there already is left alone.
 */
final class WholeFile {

  /** Where an object appears when its writer closes it, and a rename would be a copy. */
  private static final Set<String> ATOMIC = Set.of("s3", "s3a", "gs");

  private static final int ATTEMPTS = 5;

  private WholeFile() {}

  /** Writes the file unless it is there; one reply lost by an object store is no failure. */
  static void write(Path file, byte[] content) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        writeOnce(file, content);
        return;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw new IOException("Cannot write " + file, e);
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100L << attempt));
      }
    }
  }

  private static void writeOnce(Path file, byte[] content) throws IOException {
    FileSystem files = file.getFileSystem();
    if (ATOMIC.contains(files.getUri().getScheme())) {
      write(files, file, content, WriteMode.OVERWRITE);
      return;
    }
    if (files.exists(file)) {
      return; // of an attempt before this one
    }
    files.mkdirs(file.getParent());
    Path hidden = new Path(file.getParent(), "." + file.getName() + "." + UUID.randomUUID());
    write(files, hidden, content, WriteMode.NO_OVERWRITE);
    if (!files.rename(hidden, file)) {
      files.delete(hidden, false);
      if (!files.exists(file)) {
        throw new IOException("Cannot rename " + hidden + " to " + file);
      }
    }
  }

  private static void write(FileSystem files, Path file, byte[] content, WriteMode mode)
      throws IOException {
    try (FSDataOutputStream out = files.create(file, mode)) {
      out.write(content);
      if (!files.isDistributedFS()) {
        out.sync();
      }
    }
  }
}
