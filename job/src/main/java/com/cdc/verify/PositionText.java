package com.cdc.verify;

import com.cdc.event.Position;

/** A position for humans, with its numbers as records have them. */
final class PositionText {

  private PositionText() {}

  static String of(Position position) {
    return of(position.epoch(), position.lsn(), position.seq());
  }

  static String of(long epoch, long lsn, long seq) {
    return "(" + epoch + ", " + Long.toUnsignedString(lsn) + ", " + seq + ")";
  }
}
