package com.cdc.finding;

/**
 * One thing that was found.
 *
 * @param where the database, with the table if it is about one; or the key and URI of a store
 * @param what what is the case, as whole sentences; never a secret or a row's value
 */
public record Finding(Kind kind, String where, String what, Fix fix) {

  public Severity severity() {
    return kind.severity();
  }

  /** What is the case and what to do, as one text: what a job says that cannot start. */
  public String message() {
    return fix == Fix.NONE ? what : what + " " + fix.text();
  }
}
