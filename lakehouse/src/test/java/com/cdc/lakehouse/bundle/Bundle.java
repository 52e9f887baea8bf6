package com.cdc.lakehouse.bundle;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * An asset bundle as it stands in its directory.
 *
 * @param files databricks.yml and what it includes, by their paths
 */
record Bundle(Path directory, Map<Path, Map<?, ?>> files) {

  private static final String MAIN = "databricks.yml";

  static Bundle load(Path directory) throws IOException {
    Map<Path, Map<?, ?>> files = new TreeMap<>();
    Map<?, ?> main = yaml(directory.resolve(MAIN));
    files.put(directory.resolve(MAIN), main);
    for (Object pattern : list(main.get("include"))) {
      Path glob = directory.resolve(pattern.toString());
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(glob.getParent(), glob.getFileName().toString())) {
        for (Path file : found) {
          files.put(file, yaml(file));
        }
      }
    }
    return new Bundle(directory, files);
  }

  static Map<?, ?> yaml(Path file) throws IOException {
    LoadSettings strict = LoadSettings.builder().setAllowDuplicateKeys(false).build();
    return map(new Load(strict).loadFromString(Files.readString(file)));
  }

  Map<?, ?> main() {
    return map(files.get(directory.resolve(MAIN)));
  }

  boolean isMain(Path file) {
    return file.equals(directory.resolve(MAIN));
  }

  /** The variables' declarations by name. */
  Map<String, Map<?, ?>> variables() {
    return maps(main().get("variables"));
  }

  Map<String, Map<?, ?>> targets() {
    return maps(main().get("targets"));
  }

  /** What all files declare of a kind, such as jobs. */
  Map<String, Map<?, ?>> resources(String kind) {
    Map<String, Map<?, ?>> all = new LinkedHashMap<>();
    files.values().forEach(file -> all.putAll(maps(map(file.get("resources")).get(kind))));
    return all;
  }

  static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  static Map<String, Map<?, ?>> maps(@Nullable Object value) {
    Map<String, Map<?, ?>> maps = new LinkedHashMap<>();
    map(value).forEach((key, inner) -> maps.put(key.toString(), map(inner)));
    return maps;
  }
}
