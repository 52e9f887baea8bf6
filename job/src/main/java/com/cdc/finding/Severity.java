package com.cdc.finding;

import java.util.Locale;

/** How bad a finding is. */
public enum Severity {
  /** It does not work, or changes would be missed. */
  CRITICAL,
  /** It works now, and a foreseeable event ends that or costs dearly. */
  WARNING,
  /** What lands is less than the tables hold; perhaps that is meant. */
  INFO,
  /** It could not be looked at, so nothing is known. */
  UNCHECKED;

  /** As it is printed: {@code critical}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
