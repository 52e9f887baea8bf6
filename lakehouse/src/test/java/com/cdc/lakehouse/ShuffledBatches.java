package com.cdc.lakehouse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Records in files and files in batches, without any order and some of them twice. */
final class ShuffledBatches {

  private ShuffledBatches() {}

  /** Writes {@code batch-N/part-M.json} below the directory; returns the batches. */
  static List<Path> write(List<String> records, int batches, Random random, Path directory)
      throws IOException {
    List<List<String>> files = split(doubled(records, random), random);
    List<Path> written = new ArrayList<>();
    for (int batch = 0; batch < batches; batch++) {
      written.add(Files.createDirectories(directory.resolve("batch-" + batch)));
    }
    for (int i = 0; i < files.size(); i++) {
      // each batch has at least one file; a file may be read twice
      int first = i < batches ? i : random.nextInt(batches);
      Files.write(written.get(first).resolve("part-" + i + ".json"), files.get(i));
      int second = random.nextInt(5) == 0 ? random.nextInt(batches) : first;
      Files.write(written.get(second).resolve("part-" + i + "-again.json"), files.get(i));
    }
    return written;
  }

  private static List<String> doubled(List<String> records, Random random) {
    List<String> all = new ArrayList<>(records);
    records.stream().filter(r -> random.nextInt(10) == 0).forEach(all::add);
    return all;
  }

  /**
   * Runs of neighbours, as a landing has them, in half of the cases; else single records at random.
   */
  private static List<List<String>> split(List<String> records, Random random) {
    if (random.nextBoolean()) {
      Collections.shuffle(records, random);
    }
    List<List<String>> files = new ArrayList<>();
    for (int from = 0; from < records.size(); ) {
      int to = Math.min(records.size(), from + 1 + random.nextInt(records.size() / 20));
      List<String> file = new ArrayList<>(records.subList(from, to));
      Collections.shuffle(file, random);
      files.add(file);
      from = to;
    }
    Collections.shuffle(files, random);
    return files;
  }
}
