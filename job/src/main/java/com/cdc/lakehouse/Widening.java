package com.cdc.lakehouse;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The narrowest type that holds the values of two, by what their JSON can be read into. */
final class Widening {

  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");
  private static final Pattern ARRAY = Pattern.compile("ARRAY<(.*)>");
  private static final int MAX_PRECISION = 38;
  private static final int INT_DIGITS = 10;
  private static final int BIGINT_DIGITS = 19;

  private Widening() {}

  /** STRING if there is nothing narrower: it holds every JSON value as its text. */
  static String widest(String one, String other) {
    if (one.equals(other)) {
      return one;
    }
    Matcher elements = ARRAY.matcher(one);
    Matcher otherElements = ARRAY.matcher(other);
    if (elements.matches() && otherElements.matches()) {
      return "ARRAY<" + widest(elements.group(1), otherElements.group(1)) + ">";
    }
    Set<String> both = Set.of(one, other);
    if (both.equals(Set.of("INT", "BIGINT"))) {
      return "BIGINT";
    }
    if (both.equals(Set.of("INT", "DOUBLE"))) {
      return "DOUBLE"; // a bigint may have more digits than a double
    }
    if (both.equals(Set.of("DATE", "TIMESTAMP_NTZ"))) {
      return "TIMESTAMP_NTZ";
    }
    List<Integer> digits = digits(one);
    List<Integer> otherDigits = digits(other);
    return digits.isEmpty() || otherDigits.isEmpty()
        ? SparkTypes.STRING
        : decimal(
            Math.max(digits.get(0), otherDigits.get(0)),
            Math.max(digits.get(1), otherDigits.get(1)));
  }

  private static String decimal(int whole, int scale) {
    return whole + scale > MAX_PRECISION
        ? SparkTypes.STRING
        : "DECIMAL(" + (whole + scale) + "," + scale + ")";
  }

  /** Digits before and after the point; empty if it is no exact number. */
  private static List<Integer> digits(String type) {
    Matcher decimal = DECIMAL.matcher(type);
    if (decimal.matches()) {
      int scale = Integer.parseInt(decimal.group(2));
      return List.of(Integer.parseInt(decimal.group(1)) - scale, scale);
    }
    return switch (type) {
      case "INT" -> List.of(INT_DIGITS, 0);
      case "BIGINT" -> List.of(BIGINT_DIGITS, 0);
      default -> List.of();
    };
  }
}
