package com.cdc.pgoutput;

import java.util.Locale;

/**
 * Names of the messages, those of later protocol versions too.
 *
 * <p>Source: PostgreSQL manual, "Logical Replication Message Formats".
 */
final class MessageType {

  private MessageType() {}

  static String describe(byte type) {
    String name = name(type);
    String code =
        type >= ' ' && type < 0x7f
            ? "'" + (char) type + "'"
            : String.format(Locale.ROOT, "0x%02x", type);
    return name.isEmpty() ? code : code + " (" + name + ")";
  }

  /** Empty if there is no such message. */
  private static String name(byte type) {
    return switch (type) {
      case 'B' -> "Begin";
      case 'C' -> "Commit";
      case 'M' -> "Message";
      case 'O' -> "Origin";
      case 'R' -> "Relation";
      case 'Y' -> "Type";
      case 'I' -> "Insert";
      case 'U' -> "Update";
      case 'D' -> "Delete";
      case 'T' -> "Truncate";
      case 'S' -> "Stream Start";
      case 'E' -> "Stream Stop";
      case 'c' -> "Stream Commit";
      case 'A' -> "Stream Abort";
      case 'b' -> "Begin Prepare";
      case 'P' -> "Prepare";
      case 'K' -> "Commit Prepared";
      case 'r' -> "Rollback Prepared";
      case 'p' -> "Stream Prepare";
      default -> "";
    };
  }
}
