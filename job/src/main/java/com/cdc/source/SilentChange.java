package com.cdc.source;

import com.cdc.postgres.TableStamp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table that changed without row messages, found by comparing two stamps.
 *
 * @param kind how far what landed is still true
 * @param cause what happened, for people: follows "Table T"
 */
record SilentChange(Kind kind, String cause) {

  /** Oids of text and varchar, between which no row is rewritten. */
  private static final Set<Long> PRINTED_ALIKE = Set.of(25L, 1043L);

  /** What follows from it. */
  enum Kind {
    /** Changes may have been missed: what landed is to be replaced, whatever is configured. */
    MISSED,
    /** Rows are other than what landed; what to do is configured. */
    REWRITTEN,
    /** Rows may be gone that have landed. */
    SHRUNK
  }

  /**
   * The gravest change between the two; null if every change was sent.
   *
   * @param attached those of the new partitions that came with rows of their own
   */
  static @Nullable SilentChange between(TableStamp before, TableStamp now, Set<Long> attached) {
    if (before.relation() != now.relation()) {
      return new SilentChange(Kind.MISSED, "is another one now: it was dropped or renamed");
    }
    if (!before.membership().equals(now.membership())) {
      return new SilentChange(
          Kind.MISSED, "was added to the publication again, perhaps with other columns or rows");
    }
    String rewritten = rewritten(before, now, attached);
    return rewritten == null ? shrunk(before, now) : new SilentChange(Kind.REWRITTEN, rewritten);
  }

  private static @Nullable String rewritten(TableStamp before, TableStamp now, Set<Long> attached) {
    if (!before.written().equals(now.written()) && !filesOf(before, now).isEmpty()) {
      return "was rewritten by ALTER TABLE";
    }
    Map<Integer, TableStamp.Column> columns = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (TableStamp.Column column : before.columns()) {
      columns.put(column.number(), column);
      names.add(column.name());
    }
    for (TableStamp.Column column : now.columns()) {
      TableStamp.Column old = columns.get(column.number());
      if (old == null) {
        if (names.contains(column.name())) {
          return "has another column " + column.name() + " than before";
        }
      } else if (!old.name().equals(column.name())) {
        return "calls column " + old.name() + " " + column.name() + " now";
      } else if (old.type() != column.type()
          && !(PRINTED_ALIKE.contains(old.type()) && PRINTED_ALIKE.contains(column.type()))) {
        return "has column " + column.name() + " of another type now";
      }
    }
    if (!Set.copyOf(before.key()).equals(Set.copyOf(now.key()))) {
      return "has another key now";
    }
    return attached.isEmpty() ? null : "has a partition that was attached with rows";
  }

  private static @Nullable SilentChange shrunk(TableStamp before, TableStamp now) {
    if (!before.isPartitioned()) {
      return null; // no partitioned table: TRUNCATE is sent, and VACUUM FULL changes no row
    }
    if (!now.files().keySet().containsAll(before.files().keySet())) {
      return new SilentChange(Kind.SHRUNK, "has lost a partition, whose rows have landed");
    }
    return filesOf(before, now).isEmpty()
        ? null
        : new SilentChange(
            Kind.SHRUNK, "has a partition that was truncated by itself, or written anew");
  }

  /** The partitions, or the table, whose files are other ones now. */
  private static Set<String> filesOf(TableStamp before, TableStamp now) {
    Set<String> changed = new HashSet<>();
    before
        .files()
        .forEach(
            (relation, file) -> {
              Long current = now.files().get(relation);
              if (current != null && !current.equals(file)) {
                changed.add(relation);
              }
            });
    return changed;
  }
}
