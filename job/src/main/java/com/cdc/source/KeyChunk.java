package com.cdc.source;

import com.cdc.event.TableId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table whose key is at or after one bound and before another. A bound is the text of
 * each key column.
 *
 * @param number from 0, in the order of the key
 * @param from inclusive; null for the first chunk
 * @param to exclusive; null for the last chunk
 */
record KeyChunk(TableId table, int number, @Nullable List<String> from, @Nullable List<String> to) {

  KeyChunk {
    from = from == null ? null : List.copyOf(from);
    to = to == null ? null : List.copyOf(to);
  }
}
