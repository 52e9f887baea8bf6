package com.cdc.embedded;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** The retained checkpoints of a job: {@code <uri>/<job id>/chk-<n>}. */
final class Checkpoints {

  private static final Pattern DIRECTORY = Pattern.compile("chk-(\\d+)");

  private Checkpoints() {}

  /** The newest that is complete, which is to say that it has its {@code _metadata}. */
  static Optional<String> newest(String uri, JobID job) {
    try {
      Path directory = new Path(uri, job.toHexString());
      FileSystem files = directory.getFileSystem();
      return Arrays.stream(list(files, directory))
          .map(FileStatus::getPath)
          .filter(path -> number(path) >= 0)
          .sorted(Comparator.comparingLong(Checkpoints::number).reversed())
          .filter(path -> isComplete(files, path))
          .findFirst()
          .map(Path::toString);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look for checkpoints under " + uri, e);
    }
  }

  private static FileStatus[] list(FileSystem files, Path directory) throws IOException {
    try {
      FileStatus[] found = files.listStatus(directory);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private static long number(Path path) {
    Matcher matcher = DIRECTORY.matcher(path.getName());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  private static boolean isComplete(FileSystem files, Path checkpoint) {
    try {
      return files.exists(new Path(checkpoint, "_metadata"));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot look into checkpoint " + checkpoint, e);
    }
  }
}
