package com.cdc.verify;

import com.cdc.postgres.Lsn;
import org.jspecify.annotations.Nullable;

/** Whether a source goes on in one manifest where it was in the one before. */
final class RangeCheck {

  private RangeCheck() {}

  /**
   * What is wrong, to follow the source's name; null if nothing is.
   *
   * @param before what the last manifest says that named the source; null if none did
   * @param complete whether all manifests before are there
   */
  static @Nullable String fault(
      Manifest.@Nullable Range before, Manifest.Range now, boolean complete) {
    if (before == null) {
      return complete && now.from() != null
          ? "begins at "
              + Lsn.format(now.from())
              + ", but no manifest before names it: one was altered or replaced"
          : backwards(now);
    } else if (now.epoch() < before.epoch()) {
      return "goes back from epoch %d to %d: it was restored from a state before the new epoch"
          .formatted(before.epoch(), now.epoch());
    } else if (now.epoch() > before.epoch()) {
      return null;
    } else if (now.from() == null || now.from() != before.to()) {
      return "begins at %s, but the manifest before ends at %s: what is between has not landed, or"
              .formatted(
                  now.from() == null ? "its start" : Lsn.format(now.from()),
                  Lsn.format(before.to()))
          + " landed twice. Restore the manifests from a copy of the store; else read its tables"
          + " anew with `cdc resnapshot`";
    }
    return backwards(now);
  }

  private static @Nullable String backwards(Manifest.Range range) {
    return range.from() != null && Long.compareUnsigned(range.to(), range.from()) < 0
        ? "goes back from %s to %s within epoch %d: another server answered under its address, or"
                .formatted(Lsn.format(range.from()), Lsn.format(range.to()), range.epoch())
            + " the manifest was altered"
        : null;
  }
}
