package com.cdc.orphans;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** The files below a directory, hidden ones too. */
final class Tree {

  private Tree() {}

  /**
   * Those of some names; none if there is no such directory, or it goes away meanwhile. A landing
   * may have so many others that they would not fit into memory.
   */
  static List<FileStatus> files(String uri, Predicate<String> names) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    Path root = new Path(uri);
    collect(root.getFileSystem(), root, names, files);
    return files;
  }

  private static void collect(
      FileSystem fileSystem, Path directory, Predicate<String> names, List<FileStatus> files)
      throws IOException {
    for (FileStatus status : list(fileSystem, directory)) {
      if (status.isDir()) {
        collect(fileSystem, status.getPath(), names, files);
      } else if (names.test(status.getPath().getName())) {
        files.add(status);
      }
    }
  }

  private static FileStatus[] list(FileSystem fileSystem, Path directory) throws IOException {
    try {
      // null where the local file system finds nothing; the others throw
      FileStatus[] found = fileSystem.listStatus(directory);
      return found == null ? new FileStatus[0] : found;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }
}
