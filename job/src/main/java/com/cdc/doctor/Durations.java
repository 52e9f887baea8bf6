package com.cdc.doctor;

import java.time.Duration;

/** Spans of time for people. */
final class Durations {

  private Durations() {}

  /** In its largest unit and the next: {@code 3 h 12 min}. */
  static String shown(Duration span) {
    if (span.toDays() > 0) {
      return span.toDays() + " d " + span.toHoursPart() + " h";
    } else if (span.toHours() > 0) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    } else if (span.toMinutes() > 0) {
      return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
    return span.toSeconds() + " s";
  }
}
