package com.cdc.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL refused or failed; the message says what, where and what to do. */
public class PostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final @Nullable String sqlState;

  public PostgresException(String message, SQLException cause) {
    super(message, cause);
    this.sqlState = cause.getSQLState();
  }

  public PostgresException(String message) {
    super(message);
    this.sqlState = null;
  }

  /** PostgreSQL's error code of the cause (Appendix A of its manual); null if there is none. */
  public @Nullable String sqlState() {
    return sqlState;
  }

  /**
   * Whether the same attempt may succeed later without anybody changing anything: the server is
   * unreachable, starting, stopping or full. Wrong credentials are not.
   */
  public boolean isTransient() {
    return sqlState != null
        && ((sqlState.startsWith("08") && !sqlState.equals("08004"))
            || sqlState.startsWith("53")
            || sqlState.startsWith("57P0"));
  }
}
