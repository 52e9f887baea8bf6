package com.cdc.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether a commit did what it says. */
final class CommittedFile {

  private static final Logger LOG = LoggerFactory.getLogger(CommittedFile.class);

  /** Where a commit is a rename whose result Flink does not look at. */
  private static final Set<String> RENAMING = Set.of("abfs", "abfss", "file");

  private CommittedFile() {}

  /**
   * The file is where it is to be, as long as it was written. One that was committed before a
   * restart may have been taken away since: the log says so.
   *
   * @param since before which an account tells of an earlier start, epoch milliseconds
   * @throws IOException if not: another attempt may mend it
   */
  static void require(WriterAccount account, PartFile part, long since) throws IOException {
    Path path = new Path(account.landing(), part.path());
    FileSystem files = path.getFileSystem();
    if (!RENAMING.contains(files.getUri().getScheme())) {
      return;
    }
    try {
      FileStatus found = files.getFileStatus(path);
      if (found.getLen() != part.bytes()) {
        throw new IOException(
            "File %s was committed with %d bytes, but has %d"
                .formatted(path, part.bytes(), found.getLen()));
      }
    } catch (FileNotFoundException e) {
      if (account.timeMillis() >= since || isInProgress(files, path)) {
        throw new IOException("File " + path + " was committed, but is not there", e);
      }
      LOG.warn(
          "A file that an earlier start committed is not in the landing any more file={}; what it"
              + " held, `cdc verify --landing-only` tells",
          path);
    }
  }

  /** Whether what was to be renamed still has its name. */
  private static boolean isInProgress(FileSystem files, Path path) throws IOException {
    try {
      FileStatus[] beside = files.listStatus(path.getParent());
      if (beside != null) {
        for (FileStatus status : beside) {
          if (status.getPath().getName().startsWith("." + path.getName() + ".inprogress")) {
            return true;
          }
        }
      }
      return false;
    } catch (FileNotFoundException e) {
      return false;
    }
  }
}
