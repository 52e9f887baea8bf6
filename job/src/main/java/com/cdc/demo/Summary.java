package com.cdc.demo;

import java.util.Locale;

/**
 * What a run came to: the last line that the demo prints.
 *
 * @param snapshotRows rows that existed before the pipeline started
 * @param changes rows changed by committed transactions
 * @param landedRows lines in the landing
 * @param files visible files in the landing
 * @param seconds from the start of the pipeline until everything had landed
 * @param verified whether the folded landing is the database, with nothing doubled or missing
 */
record Summary(
    long snapshotRows, long changes, long landedRows, int files, double seconds, boolean verified) {

  static final Summary NOTHING = new Summary(0, 0, 0, 0, 0, false);

  String json() {
    return String.format(
        Locale.ROOT,
        "{\"snapshotRows\":%d,\"changes\":%d,\"landedRows\":%d,\"files\":%d,\"seconds\":%.1f,"
            + "\"verified\":%b}",
        snapshotRows,
        changes,
        landedRows,
        files,
        seconds,
        verified);
  }
}
