package com.cdc.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * What stands in a landing, by listing it.
 *
 * @param parts the visible files below {@code cdc.*}: path below the landing, and bytes
 * @param strangers what is visible beside them and not ours
 */
record LandingTree(Map<String, Long> parts, List<String> strangers) {

  static final String MANIFESTS = "_manifests";

  /** Lists everything that a reader of tables sees. */
  static LandingTree of(Path landing) throws IOException {
    LandingTree tree = new LandingTree(new TreeMap<>(), new ArrayList<>());
    FileSystem files = landing.getFileSystem();
    for (FileStatus status : LandingReader.list(files, landing)) {
      String name = status.getPath().getName();
      if (isHidden(name)) {
        continue;
      }
      if (status.isDir() && name.startsWith("cdc.")) {
        collect(files, status.getPath(), name, tree.parts);
      } else {
        tree.strangers.add(name);
      }
    }
    return tree;
  }

  /** The names of all manifests, as {@code previous} has them, in their order. */
  static List<String> manifests(Path landing) throws IOException {
    Map<String, Long> found = new TreeMap<>();
    Path directory = new Path(landing, MANIFESTS);
    FileSystem files = directory.getFileSystem();
    for (FileStatus day : LandingReader.list(files, directory)) {
      String name = day.getPath().getName();
      if (day.isDir() && !isHidden(name)) {
        collect(files, day.getPath(), name, found);
      }
    }
    return List.copyOf(found.keySet());
  }

  private static void collect(
      FileSystem files, Path directory, String path, Map<String, Long> found) throws IOException {
    for (FileStatus status : LandingReader.list(files, directory)) {
      String name = status.getPath().getName();
      String inside = path + "/" + name;
      if (isHidden(name)) {
        continue;
      }
      if (status.isDir()) {
        collect(files, status.getPath(), inside, found);
      } else {
        found.put(inside, status.getLen());
      }
    }
  }

  private static boolean isHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }
}
