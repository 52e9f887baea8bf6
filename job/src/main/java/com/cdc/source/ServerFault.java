package com.cdc.source;

import com.cdc.postgres.PostgresException;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * PostgreSQL failing at a value of its own, on which a reader has no influence: a text of over a
 * gigabyte, which no message holds; corrupted data; an output plugin that is not there. ({@link
 * UnreadableText} is another.) Another attempt at the same row fails likewise.
 *
 * @param sqlState PostgreSQL's error code
 * @param said the server's words, and at which LSN if it says so
 */
record ServerFault(String sqlState, String said) {

  /** The limit of one allocation; XX000 otherwise says nothing about what is wrong. */
  private static final Pattern TOO_LARGE =
      Pattern.compile("invalid (memory alloc|string enlargement) request size");

  /** 58P01 is also a segment of the log that was removed. */
  private static final Pattern NO_PLUGIN = Pattern.compile("could not (access file|load library)");

  /** What the failure says of it; null if it is another failure. */
  static @Nullable ServerFault in(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && !(failure instanceof PostgresException)) {
        String state = sql.getSQLState() == null ? "" : sql.getSQLState();
        if (isFault(state, String.valueOf(sql.getMessage()))) {
          return new ServerFault(state, words(sql));
        }
      }
    }
    return null;
  }

  /** Codes: PostgreSQL manual, appendix "PostgreSQL Error Codes". */
  private static boolean isFault(String state, String message) {
    return switch (state) {
      case "54000", "XX001", "XX002" -> true;
      case "XX000" -> TOO_LARGE.matcher(message).find();
      case "58P01" -> NO_PLUGIN.matcher(message).find();
      default -> false;
    };
  }

  /** The first line and, of the context, what names the LSN: it holds no values. */
  private static String words(SQLException failure) {
    String said = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    if (failure instanceof PSQLException postgres) {
      ServerErrorMessage message = postgres.getServerErrorMessage();
      if (message != null && message.getMessage() != null) {
        String where = message.getWhere();
        said = message.getMessage();
        if (where != null && where.contains("LSN")) {
          said += " (" + where.lines().findFirst().orElse("") + ")";
        }
      }
    }
    return said;
  }

  /** Whether it is about a file of the server rather than about a row. */
  boolean isPlugin() {
    return sqlState.equals("58P01");
  }

  /** Begins an error message: what happened. */
  String headline(String where) {
    return isPlugin()
        ? "PostgreSQL itself lacks a file that it needs for %s. It says: %s; SQLSTATE %s."
            .formatted(where, said, sqlState)
        : "PostgreSQL itself cannot send a row of %s. It says: %s; SQLSTATE %s."
            .formatted(where, said, sqlState);
  }

  /** What to do about the rows themselves. */
  String advice() {
    return switch (sqlState) {
      case "XX001", "XX002" ->
          " Its data is corrupted: look into the server's log, and restore or repair the table.";
      case "58P01" -> " Install it on the server (pgoutput comes with PostgreSQL) and start again.";
      default ->
          " PostgreSQL holds no more than 1 GB in one message, and prints a bytea in twice its"
              + " bytes: shorten the value, or leave its column out by a column list of the"
              + " publication (PostgreSQL 15 and later).";
    };
  }
}
