package com.cdc.source;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * The server refuses to send a text that has no form in UTF-8. It checks every text, so that none
 * of them lands as something else; a SQL_ASCII database may hold any bytes.
 */
final class UnreadableText {

  /** The change callback's context, PostgreSQL's {@code logical.c}. */
  private static final Pattern LSN = Pattern.compile("associated LSN ([0-9A-F]+/[0-9A-F]+)");

  private UnreadableText() {}

  /** Whether the failure is of this kind: no further attempt would help. */
  static boolean causes(Throwable failure) {
    PSQLException cause = cause(failure);
    // character_not_in_repertoire, untranslatable_character
    return cause != null
        && ("22021".equals(cause.getSQLState()) || "22P05".equals(cause.getSQLState()));
  }

  /** What to do where the rows of a table are read. */
  static StopException inSnapshot(String table) {
    return new StopException(
        "Table "
            + table
            + " has text that is not valid UTF-8 and has no form in it, so PostgreSQL does not send"
            + " it. Correct the values, convert the database to UTF8, or leave their columns out by"
            + " a column list of the publication; then start again.");
  }

  /**
   * What to do where changes are read.
   *
   * @param failure what the server said; not the cause of the exception, because it quotes the text
   */
  static StopException inStream(Throwable failure, String slot) {
    return new StopException(
        "A change"
            + at(failure)
            + " has text that is not valid UTF-8 and has no form in it, so PostgreSQL does not send"
            + " it. Correct the values in their table, or convert the database to UTF8. The change"
            + " stays as it was made: drop slot `"
            + slot
            + "` and start with `postgres.on-lost-slot: resnapshot`, which reads the tables anew.");
  }

  private static String at(Throwable failure) {
    PSQLException cause = cause(failure);
    ServerErrorMessage said = cause == null ? null : cause.getServerErrorMessage();
    Matcher lsn = LSN.matcher(said == null ? "" : String.valueOf(said.getWhere()));
    return lsn.find() ? " at LSN " + lsn.group(1) : "";
  }

  private static @Nullable PSQLException cause(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException found) {
        return found;
      }
    }
    return null;
  }
}
