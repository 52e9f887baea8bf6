package com.cdc.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/** Tries whether a directory can be written, by an object that it removes again. */
public final class StorageProbe {

  private StorageProbe() {}

  /**
   * Writes and removes a small file in the directory.
   *
   * @param key the configuration key that names the directory, for the message
   * @return what is wrong, and what to do; empty if a file can be written and removed
   */
  public static Optional<String> check(String key, String uri) {
    try {
      Path probe = new Path(uri, "_probe-" + UUID.randomUUID());
      FileSystem files = probe.getFileSystem();
      try (FSDataOutputStream out = files.create(probe, WriteMode.NO_OVERWRITE)) {
        out.write("probe\n".getBytes(US_ASCII));
      }
      files.delete(probe, false);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.of(
          "Cannot write to `%s` %s: %s. Check that the place exists and that this program may"
                  .formatted(key, uri, reason(e))
              + " write there; for an object store also its credentials and file system plugin.");
    }
  }

  /** The innermost message: the outer ones name classes. Some consist of a path alone. */
  private static String reason(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    if (message == null || cause instanceof FileSystemException) {
      return cause.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
    return message;
  }
}
