package com.cdc.verify;

import com.cdc.event.Position;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds entries by key and position, in whatever order they come: of each key it keeps the newest
 * version and, while that lacks unchanged values, older ones down to the first whole one; and those
 * that a changed key's row takes its values from. Not thread-safe.
 */
final class TableFold {

  /** A version of a row, and what is kept of those before it. */
  static final class Version {
    private final FoldEntry entry;
    private @Nullable Version older;

    private Version(FoldEntry entry) {
      this.entry = entry;
    }

    FoldEntry entry() {
      return entry;
    }

    @Nullable Version older() {
      return older;
    }

    private Position position() {
      return entry.position();
    }

    private boolean endsTheSearch() {
      return entry.line() == null || !entry.line().contains(CopyText.UNCHANGED);
    }
  }

  private final Map<String, ? extends NavigableSet<Position>> pins;
  private final Map<String, Version> newest = new HashMap<>();

  /**
   * A fold of no entries yet.
   *
   * @param pins by key, positions at which the version before has to be known
   */
  TableFold(Map<String, ? extends NavigableSet<Position>> pins) {
    this.pins = pins;
  }

  void add(FoldEntry entry) {
    Version version = new Version(entry);
    Version newer = null;
    Version here = newest.get(entry.key());
    while (here != null && here.position().compareTo(entry.position()) > 0) {
      newer = here;
      here = here.older;
    }
    // the same position again is a double, which DoubleFinder reports
    version.older = here != null && here.position().equals(entry.position()) ? here.older : here;
    if (newer == null) {
      newest.put(entry.key(), version);
    } else {
      newer.older = version;
    }
    prune(entry.key());
  }

  /** The newest version of the key's row; null if there is none. */
  @Nullable Version newest(String key) {
    return newest.get(key);
  }

  /** Passes on the newest version of each key. */
  void forEach(BiConsumer<String, Version> taker) {
    newest.forEach(taker);
  }

  private void prune(String key) {
    NavigableSet<Position> keyPins = pins.get(key);
    Version kept = newest.get(key);
    boolean searching = true;
    while (kept != null) {
      searching &= !kept.endsTheSearch();
      while (kept.older != null && !searching && !isPinned(keyPins, kept.older, kept)) {
        kept.older = kept.older.older;
      }
      searching |= isPinned(keyPins, kept.older, kept);
      kept = kept.older;
    }
  }

  /** Whether a key change between the two versions reads its values from the older one. */
  private static boolean isPinned(
      @Nullable NavigableSet<Position> pins, @Nullable Version older, Version newer) {
    Position pin = pins == null || older == null ? null : pins.higher(older.position());
    return pin != null && pin.compareTo(newer.position()) <= 0;
  }
}
