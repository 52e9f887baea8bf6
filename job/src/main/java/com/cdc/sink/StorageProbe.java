package com.cdc.sink;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.cdc.finding.Finding;
import com.cdc.finding.Fix;
import com.cdc.finding.Kind;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Tries whether a directory can be used, by a directory of its own in it that it removes again,
 * with what had to be made above it.
 */
public final class StorageProbe {

  private static final byte[] CONTENT = "probe\n".getBytes(US_ASCII);

  /** There, to rename is to copy, and nothing of the job does. */
  private static final Set<String> WITHOUT_RENAME = Set.of("s3", "s3a", "gs");

  /** A step that may fail. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private final String place;
  private final FileSystem files;
  private final Path directory;
  private final Path file;
  private final boolean objects;

  private StorageProbe(String key, String uri, FileSystem files) {
    this.place = "`" + key + "` " + uri;
    this.files = files;
    this.directory = new Path(uri, "_probe-" + UUID.randomUUID());
    this.file = new Path(directory, "written");
    String scheme = directory.toUri().getScheme();
    this.objects = scheme != null && WITHOUT_RENAME.contains(scheme.toLowerCase(Locale.ROOT));
  }

  /**
   * Writes a small file, reads, lists, renames and deletes it.
   *
   * @param key the configuration key that names the directory, for the message
   * @return the first that is wrong, and what to do; empty if all can be done
   */
  public static List<Finding> check(String key, String uri) {
    FileSystem files;
    try {
      files = new Path(uri).getFileSystem();
    } catch (IOException | RuntimeException e) {
      return List.of(unwritable("`" + key + "` " + uri, e));
    }
    return check(key, uri, files);
  }

  static List<Finding> check(String key, String uri, FileSystem files) {
    return new StorageProbe(key, uri, files).check();
  }

  private List<Finding> check() {
    Deque<Path> made = new ArrayDeque<>();
    Finding failure = null;
    try {
      made = missingAbove();
      write();
    } catch (IOException | RuntimeException e) {
      failure = unwritable(place, e);
    }
    if (failure == null) {
      failure = use();
    }
    Finding remains =
        failed(Kind.STORAGE_DELETE, "delete " + directory + " again in", this::remove);
    made.forEach(this::removeIfEmpty);
    // what could not be written may well not be there to be deleted
    if (failure == null || failure.kind() == Kind.STORAGE_WRITE) {
      return failure != null ? List.of(failure) : remains == null ? List.of() : List.of(remains);
    }
    return remains == null ? List.of(failure) : List.of(failure, remains);
  }

  private void write() throws IOException {
    try (FSDataOutputStream out = files.create(file, WriteMode.NO_OVERWRITE)) {
      out.write(CONTENT);
    }
  }

  private @Nullable Finding use() {
    Finding failure = failed(Kind.STORAGE_READ, "read what was written to", this::readBack);
    if (failure == null) {
      failure = failed(Kind.STORAGE_LIST, "list", this::list);
    }
    if (failure == null && !objects) {
      failure = failed(Kind.STORAGE_RENAME, "rename a file in", this::rename);
    }
    return failure;
  }

  private void readBack() throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      byte[] read = in.readNBytes(CONTENT.length + 1);
      if (!Arrays.equals(read, CONTENT)) {
        throw new IOException(
            "%d bytes were written, %d other ones came back"
                .formatted(CONTENT.length, read.length));
      }
    }
  }

  private void list() throws IOException {
    FileStatus[] listed = files.listStatus(directory);
    if (listed == null
        || Arrays.stream(listed).noneMatch(s -> s.getPath().getName().equals(file.getName()))) {
      throw new IOException("the list does not show the file that was just written");
    }
  }

  private void rename() throws IOException {
    Path renamed = new Path(directory, "renamed");
    // some file systems do not tell whether they did
    if (!files.rename(file, renamed) || !files.exists(renamed)) {
      throw new IOException("nothing happened, and no reason was given");
    }
  }

  private void remove() throws IOException {
    files.delete(directory, true);
    if (files.exists(directory)) {
      throw new IOException("it is still there, and no reason was given");
    }
  }

  /** The directories that the probe will have made, the deepest first. */
  private Deque<Path> missingAbove() throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    if (objects) {
      return missing;
    }
    for (Path above = directory.getParent();
        above != null && !files.exists(above);
        above = above.getParent()) {
      missing.addLast(above);
    }
    return missing;
  }

  /** Somebody else may have put something there meanwhile. */
  private void removeIfEmpty(Path made) {
    try {
      FileStatus[] inside = files.listStatus(made);
      if (inside != null && inside.length == 0) {
        files.delete(made, false);
      }
    } catch (IOException | RuntimeException e) {
      // an empty directory more is no harm
    }
  }

  private @Nullable Finding failed(Kind kind, String what, Step step) {
    try {
      step.run();
      return null;
    } catch (IOException | RuntimeException e) {
      return new Finding(
          kind,
          place,
          "Cannot %s %s: %s.".formatted(what, place, reason(e)),
          Fix.advice(
              "Give this program the right to read, list, write and delete below it; see"
                  + " docs/guides/object-stores.md."));
    }
  }

  private static Finding unwritable(String place, Exception e) {
    return new Finding(
        Kind.STORAGE_WRITE,
        place,
        "Cannot write to %s: %s.".formatted(place, reason(e)),
        Fix.advice(
            "Check that the place exists and that this program may write there; for an object store"
                + " also its credentials and file system plugin."));
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
