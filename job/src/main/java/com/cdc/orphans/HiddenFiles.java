package com.cdc.orphans;

import com.cdc.orphans.Leftover.Kind;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Leftovers that are files below the landing: recognised by the names that Flink's writers and ours
 * give to what is not finished, which end with a UUID of their own. Nothing else is looked at.
 */
final class HiddenFiles {

  private static final String UUID =
      "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})";

  /** Flink's writers for local disks and for ABFS. */
  private static final Pattern PART = Pattern.compile("\\..+\\.inprogress\\." + UUID);

  /** Flink's writer for S3: the bytes that were too few for a part of an upload. */
  private static final Pattern SIDE_OBJECT = Pattern.compile("_.+_tmp_" + UUID);

  /** Ours, for {@code _schemas} and {@code _manifests}. */
  private static final Pattern HIDDEN = Pattern.compile("\\..+\\." + UUID);

  private static final Pattern PROBE = Pattern.compile("_probe-" + UUID);

  private HiddenFiles() {}

  static List<Leftover> find(String landingUri) throws IOException {
    List<Leftover> found = new ArrayList<>();
    for (FileStatus file : Tree.files(landingUri, HiddenFiles::mayBeHidden)) {
      String name = file.getPath().getName();
      add(Kind.PART, PART.matcher(name), file, found);
      add(Kind.SIDE_OBJECT, SIDE_OBJECT.matcher(name), file, found);
      add(Kind.PROBE, PROBE.matcher(name), file, found);
      if (!name.contains(".inprogress.")) {
        add(Kind.HIDDEN_FILE, HIDDEN.matcher(name), file, found);
      }
    }
    return found;
  }

  private static boolean mayBeHidden(String name) {
    return name.startsWith(".") || name.startsWith("_");
  }

  private static void add(Kind kind, Matcher name, FileStatus file, List<Leftover> found) {
    if (name.matches()) {
      found.add(of(kind, file, Set.of(name.group(1))));
    }
  }

  /** A leftover that is a file. */
  static Leftover of(Kind kind, FileStatus file, Set<String> tokens) {
    Path path = file.getPath();
    return new Leftover(
        kind,
        path.toString(),
        file.getLen(),
        Instant.ofEpochMilli(file.getModificationTime()),
        tokens,
        () -> path.getFileSystem().delete(path, false));
  }
}
