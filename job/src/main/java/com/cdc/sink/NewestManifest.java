package com.cdc.sink;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** The last manifest of a landing, by the order of names. */
final class NewestManifest {

  private NewestManifest() {}

  /** Its path under {@code _manifests}; null if there is none. */
  static @Nullable String of(String landing) throws IOException {
    Path directory = new Path(landing, Manifest.DIRECTORY);
    FileSystem files = directory.getFileSystem();
    for (String day : newestFirst(files, directory)) {
      for (String name : newestFirst(files, new Path(directory, day))) {
        return day + "/" + name;
      }
    }
    return null;
  }

  /** When the manifest of that name says that its checkpoint passed. */
  static long timeMillis(String name) {
    String time = name.substring(name.indexOf('/') + 1);
    return PartNames.millis(time.substring(0, time.indexOf('-')));
  }

  private static List<String> newestFirst(FileSystem files, Path directory) throws IOException {
    FileStatus[] found;
    try {
      found = files.listStatus(directory);
    } catch (FileNotFoundException e) {
      found = null;
    }
    return found == null
        ? List.of()
        : Arrays.stream(found)
            .map(status -> status.getPath().getName())
            .filter(name -> !name.startsWith("."))
            .sorted(Comparator.reverseOrder())
            .toList();
  }
}
