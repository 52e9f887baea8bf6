package com.cdc.embedded;

import com.cdc.lease.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The retained checkpoints of a pipeline's jobs: {@code <uri>/<job id>/chk-<n>}. */
final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private static final Pattern DIRECTORY = Pattern.compile("chk-(\\d+)");

  private Checkpoints() {}

  /** The newest of the first job that has one. */
  static Optional<String> newest(String uri, List<String> jobs) {
    return jobs.stream().flatMap(job -> newest(uri, job).stream()).findFirst();
  }

  /**
   * Those jobs whose checkpoint may be the newest: the first, which may be completing one now, and
   * the first that has one. The others were replaced before they had one.
   */
  static List<String> needed(String uri, List<String> jobs) {
    List<String> needed = new ArrayList<>();
    for (String job : jobs) {
      boolean complete = newest(uri, job).isPresent();
      if (complete || needed.isEmpty()) {
        needed.add(job);
      }
      if (complete) {
        break;
      }
    }
    return needed;
  }

  /** Removes what is left of a job that is not needed; nothing depends on its success. */
  static void remove(String uri, String job) {
    Path directory = new Path(uri, job);
    try {
      directory.getFileSystem().delete(directory, true);
    } catch (IOException e) {
      LOG.warn("Cannot remove the checkpoints of an earlier start directory={}", directory, e);
    }
  }

  /** The newest that is complete, which is to say that it has its {@code _metadata}. */
  private static Optional<String> newest(String uri, String job) {
    try {
      Path directory = new Path(uri, job);
      FileSystem files = directory.getFileSystem();
      return Arrays.stream(list(files, directory))
          .map(FileStatus::getPath)
          .filter(path -> number(path) >= 0)
          .sorted(Comparator.comparingLong(Checkpoints::number).reversed())
          .filter(path -> isComplete(files, path))
          .findFirst()
          .map(Path::toString);
    } catch (IOException e) {
      throw new StorageException("look for checkpoints under", uri, e);
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
      throw new StorageException("look into checkpoint", checkpoint, e);
    }
  }
}
