package com.cdc.types;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/** Random values as PostgreSQL reads them. */
final class RandomText {

  private static final List<String> CHARACTERS =
      List.of(
          "a", "Z", "0", " ", ",", ";", "'", "\"", "\\", "(", ")", "{", "}", "[", "]", "%", "\t",
          "\n", "\r", "\b", "\f", "\u0001", "\u001f", "\u007f", "\u0085", "\u2028", "é", "ß", "商",
          "\uffff", "😀", "𐀀", "NULL", "null", "\\N", "\\x");

  private RandomText() {}

  /** Text with everything that some format escapes. */
  static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.append(CHARACTERS.get(random.nextInt(CHARACTERS.size())));
    }
    return text.toString();
  }

  static String digits(Random random, int most) {
    StringBuilder digits = new StringBuilder();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  static String numeric(Random random) {
    String number = digits(random, 40) + (random.nextBoolean() ? "." + digits(random, 40) : "");
    return (random.nextBoolean() ? "-" : "") + number;
  }

  static String hex(Random random, int bytes) {
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      hex.append("%02x".formatted(random.nextInt(256)));
    }
    return hex.toString();
  }

  static String bits(Random random, int count) {
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      bits.append(random.nextInt(2));
    }
    return bits.toString();
  }

  static String date(Random random) {
    boolean before = random.nextInt(4) == 0;
    int year = 1 + random.nextInt(before ? 4700 : random.nextBoolean() ? 9999 : 200_000);
    return "%04d-%02d-%02d%s"
        .formatted(year, 1 + random.nextInt(12), 1 + random.nextInt(28), before ? " BC" : "");
  }

  static String time(Random random) {
    String fraction = random.nextBoolean() ? "." + digits(random, 6) : "";
    return "%02d:%02d:%02d%s"
        .formatted(random.nextInt(24), random.nextInt(60), random.nextInt(60), fraction);
  }

  static String timestamp(Random random, String zone) {
    String date = date(random);
    boolean before = date.endsWith(" BC");
    return date.replace(" BC", "") + " " + time(random) + zone + (before ? " BC" : "");
  }

  static String interval(Random random) {
    return "%d months %d days %d.%s seconds"
        .formatted(
            random.nextInt(400) - 200,
            random.nextInt(80) - 40,
            random.nextInt(200_000) - 100_000,
            digits(random, 6));
  }

  static String range(Random random) {
    int from = random.nextInt(1000);
    return switch (random.nextInt(5)) {
      case 0 -> "empty";
      case 1 -> "(," + from + "]";
      case 2 -> "[" + from + ",)";
      default -> "[" + from + "," + (from + 1 + random.nextInt(50)) + ")";
    };
  }

  static String point(Random random) {
    return "(%s,%s)".formatted(random.nextGaussian() * 100, random.nextInt(10));
  }

  /** JSON text with white space of all kinds between its tokens. */
  static String json(Random random, int depth) {
    String space = List.of("", "", " ", "\n", "\r\n", "\t").get(random.nextInt(6));
    return space
        + switch (depth == 0 ? 2 + random.nextInt(4) : random.nextInt(6)) {
          case 0 ->
              "{\"a\":%s,%s\"b\\n\":%s}"
                  .formatted(json(random, depth - 1), space, json(random, depth - 1));
          case 1 -> "[%s,%s]".formatted(json(random, depth - 1), json(random, depth - 1));
          case 2 -> random.nextBoolean() ? "true" : "null";
          case 3 -> "-0." + digits(random, 30);
          case 4 -> "\"" + text(random).replaceAll("[\\p{Cntrl}\"\\\\]", "\\\\u00e9") + "\"";
          default -> "%d".formatted(random.nextLong());
        }
        + space;
  }

  /** An array of such elements: of one or more dimensions, with bounds of its own, with nulls. */
  static Function<Random, String> arrayOf(Function<Random, String> element, char delimiter) {
    return random ->
        switch (random.nextInt(8)) {
          case 0 -> "{}";
          case 1 -> "[-2:0]=" + row(random, element, delimiter, 3);
          case 2 ->
              "{"
                  + row(random, element, delimiter, 2)
                  + delimiter
                  + row(random, element, delimiter, 2)
                  + "}";
          default -> row(random, element, delimiter, 1 + random.nextInt(4));
        };
  }

  /** A composite value of such attributes. */
  @SafeVarargs
  static Function<Random, String> rowOf(Function<Random, String>... attributes) {
    return random -> {
      StringBuilder row = new StringBuilder("(");
      for (int i = 0; i < attributes.length; i++) {
        row.append(i > 0 ? "," : "");
        if (random.nextInt(6) > 0) {
          String text = attributes[i].apply(random);
          row.append('"').append(text.replace("\\", "\\\\").replace("\"", "\"\"")).append('"');
        }
      }
      return row.append(')').toString();
    };
  }

  private static String row(
      Random random, Function<Random, String> element, char delimiter, int count) {
    StringBuilder row = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      row.append(i > 0 ? String.valueOf(delimiter) : "");
      if (random.nextInt(5) == 0) {
        row.append("NULL");
      } else {
        String text = element.apply(random);
        row.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
      }
    }
    return row.append('}').toString();
  }
}
