package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The value of {@code ingestion_timestamp}, formatted at most once a millisecond. */
public final class IngestionClock {

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private long millis = Long.MIN_VALUE;
  private byte[] text = new byte[0];

  /** ISO 8601 in UTC with microseconds, not older than a millisecond. */
  public byte[] now() {
    long current = System.currentTimeMillis();
    if (current != millis) {
      millis = current;
      text = MICROS.format(Instant.now()).getBytes(US_ASCII);
    }
    return text;
  }
}
