package com.cdc.source;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of chunks as the frame keeps them: arrays of objects, here an entry of column and value
 * for each column of the key. Up to 0.1 it was the value alone.
 */
final class FrameBounds {

  private FrameBounds() {}

  static Object @Nullable [] of(@Nullable KeyBound bound) {
    if (bound == null) {
      return null;
    }
    Object[] entries = new Object[bound.values().size()];
    for (int i = 0; i < entries.length; i++) {
      String value = bound.values().get(i);
      entries[i] =
          bound.columns().isEmpty()
              ? value
              : new SimpleImmutableEntry<>(bound.columns().get(i), value);
    }
    return entries;
  }

  static @Nullable KeyBound from(Object @Nullable [] bound) {
    if (bound == null) {
      return null;
    }
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Object part : bound) {
      if (part instanceof Map.Entry<?, ?> entry) {
        columns.add((String) entry.getKey());
        values.add((String) entry.getValue());
      } else {
        values.add((String) part);
      }
    }
    return new KeyBound(columns, values);
  }
}
