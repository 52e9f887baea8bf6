package com.cdc.source;

import com.cdc.event.TableId;
import com.cdc.postgres.TableStamp;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stamps as the state holds them; a checkpoint has them, so the form stays readable. */
final class StampText {

  private StampText() {}

  static String encode(@Nullable TableStamp stamp) {
    if (stamp == null) {
      return "";
    }
    return String.join(
        "/",
        String.valueOf(stamp.relation()),
        stamp.membership(),
        String.valueOf(stamp.identity()),
        stamp.key().stream().map(TableId::encode).collect(Collectors.joining("+")),
        stamp.columns().stream().map(StampText::column).collect(Collectors.joining("+")),
        stamp.written(),
        stamp.files().entrySet().stream()
            .map(file -> file.getKey() + "=" + file.getValue())
            .collect(Collectors.joining("+")));
  }

  static @Nullable TableStamp decode(String text) {
    if (text.isEmpty()) {
      return null;
    }
    String[] parts = text.split("/", -1);
    SortedMap<String, Long> files = new TreeMap<>();
    for (String file : list(parts[6])) {
      String[] pair = file.split("=", -1);
      files.put(pair[0], Long.parseLong(pair[1]));
    }
    return new TableStamp(
        Long.parseLong(parts[0]),
        parts[1],
        parts[2].charAt(0),
        list(parts[3]).stream().map(TableId::decode).toList(),
        list(parts[4]).stream().map(StampText::column).toList(),
        parts[5],
        files);
  }

  private static List<String> list(String joined) {
    return joined.isEmpty() ? List.of() : Arrays.asList(joined.split("\\+", -1));
  }

  private static String column(TableStamp.Column column) {
    return column.number()
        + "="
        + TableId.encode(column.name())
        + "="
        + column.type()
        + "="
        + column.modifier();
  }

  private static TableStamp.Column column(String text) {
    String[] parts = text.split("=", -1);
    return new TableStamp.Column(
        Integer.parseInt(parts[0]),
        TableId.decode(parts[1]),
        Long.parseLong(parts[2]),
        Integer.parseInt(parts[3]));
  }
}
