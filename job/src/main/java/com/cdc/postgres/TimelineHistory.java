package com.cdc.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

/**
 * The content of a timeline history file: a line for each ancestor, with the LSN at which the log
 * left it.
 *
 * <p>Source: PostgreSQL manual, "Timelines"; TIMELINE_HISTORY of the streaming replication
 * protocol.
 */
final class TimelineHistory {

  private TimelineHistory() {}

  /** Where the log left the timeline; {@link Lsn#NONE} if it is no ancestor. */
  static long forkFrom(String content, int timeline) {
    for (String line : text(content).lines().toList()) {
      String[] fields = line.strip().split("\\s+", 3);
      if (fields.length >= 2 && fields[0].equals(String.valueOf(timeline))) {
        return Lsn.parse(fields[1]);
      }
    }
    return Lsn.NONE;
  }

  /** The driver may show the column, a bytea, in hexadecimal. */
  private static String text(String content) {
    return content.startsWith("\\x")
        ? new String(HexFormat.of().parseHex(content, 2, content.length()), UTF_8)
        : content;
  }
}
