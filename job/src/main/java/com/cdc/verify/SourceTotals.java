package com.cdc.verify;

import com.cdc.event.Position;
import com.cdc.postgres.Lsn;
import org.jspecify.annotations.Nullable;

/** How much of a source landed, as its manifests list it. */
final class SourceTotals {

  private final String source;
  private long manifests;
  private @Nullable Manifest counted;
  private long files;
  private long rows;
  private @Nullable Position first;
  private @Nullable Position last;

  SourceTotals(String source) {
    this.source = source;
  }

  void add(Manifest manifest, Manifest.Part file) {
    manifests += manifest == counted ? 0 : 1;
    counted = manifest;
    files++;
    rows += file.rows();
    first = first == null || file.first().compareTo(first) < 0 ? file.first() : first;
    last = last == null || file.last().compareTo(last) > 0 ? file.last() : last;
  }

  /** One line for a human. */
  String line(Manifest.@Nullable Range reached) {
    String read = reached == null ? "" : ", read up to " + Lsn.format(reached.to());
    return "%s: %,d manifests, %,d files, %,d rows, positions %s to %s%s"
        .formatted(
            source,
            manifests,
            files,
            rows,
            first == null ? "none" : PositionText.of(first),
            last == null ? "none" : PositionText.of(last),
            read);
  }
}
