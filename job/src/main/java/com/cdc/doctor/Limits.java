package com.cdc.doctor;

import java.time.Duration;

/**
 * From where on something is worth a finding.
 *
 * @param openTransaction how long one may be open
 * @param laterTransactions how many may begin after one whose beginning the role may not see
 * @param slotWalBytes how much WAL a slot may hold back
 * @param clockSkew how far two clocks may be apart
 * @param passwordEnds how long before its end a password is worth a word
 */
record Limits(
    Duration openTransaction,
    long laterTransactions,
    long slotWalBytes,
    Duration clockSkew,
    Duration passwordEnds) {

  static final Limits DEFAULT =
      new Limits(
          Duration.ofMinutes(5), 100_000, 10L << 30, Duration.ofSeconds(5), Duration.ofDays(30));
}
