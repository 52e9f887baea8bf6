package com.cdc.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Set;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** Looks whether a commit did what it says. */
final class CommittedFile {

  /** Where a commit is a rename whose result Flink does not look at. */
  private static final Set<String> RENAMING = Set.of("abfs", "abfss", "file");

  private CommittedFile() {}

  /**
   * The file is where it is to be, as long as it was written.
   *
   * @throws IOException if not
   */
  static void require(String landing, PartFile part) throws IOException {
    Path path = new Path(landing, part.path());
    String scheme = path.toUri().getScheme();
    if (scheme != null && !RENAMING.contains(scheme)) {
      return;
    }
    try {
      FileStatus found = path.getFileSystem().getFileStatus(path);
      if (found.getLen() != part.bytes()) {
        throw new IOException(
            "File %s was committed with %d bytes, but has %d"
                .formatted(path, part.bytes(), found.getLen()));
      }
    } catch (FileNotFoundException e) {
      throw new IOException("File " + path + " was committed, but is not there", e);
    }
  }
}
