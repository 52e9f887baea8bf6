package com.cdc.verify;

import com.cdc.event.Operation;
import com.cdc.event.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one checkpoint committed, as docs/reference/manifests.md describes it.
 *
 * @param name path below {@code _manifests}
 * @param previous name of the manifest before, or null for the first
 * @param time when its checkpoint passed
 */
record Manifest(
    String name, @Nullable String previous, Instant time, List<Range> sources, List<Part> files) {

  Manifest {
    sources = List.copyOf(sources);
    files = List.copyOf(files);
  }

  /**
   * How far a source was read.
   *
   * @param source its name in the configuration
   * @param from {@code to} of the manifest before, or null the first time
   * @param to each transaction that commits before it was read as a whole
   * @param open rows at or after it may wait for a later file although they are before {@code to};
   *     null if none do
   */
  record Range(String source, long epoch, @Nullable Long from, long to, @Nullable Position open) {}

  /**
   * A file as it was committed.
   *
   * @param path below the landing
   * @param first the least position in it
   * @param last the greatest
   * @param ops how many rows are of each operation
   */
  record Part(
      String path,
      String source,
      long bytes,
      long rows,
      Position first,
      Position last,
      Map<Operation, Long> ops) {

    Part {
      ops = Map.copyOf(ops);
    }
  }
}
