package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where subjects write: each to a directory of its own, which for some of them is in a bucket.
 *
 * @param s3 null if none of the subjects needs it
 */
record Places(Path work, @Nullable S3Server s3) implements AutoCloseable {

  /** Starts what the subjects need. */
  static Places of(List<Subject> subjects, Path root, Path work) throws IOException {
    boolean inS3 = subjects.stream().anyMatch(Subject::isInS3);
    return new Places(work, inS3 ? S3Server.start(root, work) : null);
  }

  Path directory(Subject subject) {
    return subject.isInS3() && s3 != null
        ? s3.directory(subject.label())
        : work.resolve(subject.label());
  }

  /** For {@link Task#settings}. */
  Map<String, String> settings(Subject subject) {
    Map<String, String> settings = new HashMap<>(subject.settings());
    if (subject.isInS3() && s3 != null) {
      Path directory = directory(subject);
      settings.putAll(
          s3.settings(directory.resolve(Task.LANDING), directory.resolve(Task.CHECKPOINTS)));
    }
    return settings;
  }

  @Override
  public void close() {
    if (s3 != null) {
      s3.close();
    }
  }
}
