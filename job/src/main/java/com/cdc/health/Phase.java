package com.cdc.health;

import java.util.Locale;

/** What an instance is doing. */
public enum Phase {
  STARTING("The job is starting."),
  WAITING_FOR_DATABASE("The database cannot be reached; the job starts when it can."),
  WAITING_FOR_LEASE(
      "Another instance of this pipeline is the writer; this one takes over when that one ends."),
  RUNNING(""),
  STOPPING("The job is being stopped."),
  FAILED("The job has ended with an error; the log says which.");

  private final String reason;

  Phase(String reason) {
    this.reason = reason;
  }

  /** Why an instance that does this is not ready; empty if that says nothing. */
  String reason() {
    return reason;
  }

  /** As machines read it: {@code waiting-for-lease}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
