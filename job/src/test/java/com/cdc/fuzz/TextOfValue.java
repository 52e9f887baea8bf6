package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.json.ColumnType;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From a string that has landed back to PostgreSQL's texts that may have become it. */
final class TextOfValue {

  private static final Pattern ISO =
      Pattern.compile("(-?\\d{4,7})(-\\d\\d-\\d\\d)(?:T(\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)(Z?))?");

  private TextOfValue() {}

  static Set<String> possible(ColumnType type, String landed) {
    Set<String> texts = new HashSet<>();
    texts.add(landed);
    switch (type.oid()) {
      case 17 -> bytea(landed, texts);
      case 1082, 1114, 1184 -> time(landed, texts);
      default -> {}
    }
    return texts;
  }

  private static void bytea(String landed, Set<String> texts) {
    try {
      String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(landed.getBytes(UTF_8)));
      texts.add("\\x" + hex);
    } catch (IllegalArgumentException e) {
      // it is not base64
    }
    texts.add("\\x" + landed);
  }

  private static void time(String landed, Set<String> texts) {
    Matcher iso = ISO.matcher(landed);
    if (!iso.matches()) {
      return;
    }
    String rest = iso.group(2) + (iso.group(3) == null ? "" : " " + iso.group(3));
    String zone = "Z".equals(iso.group(4)) ? "+00" : "";
    int year = Integer.parseInt(iso.group(1));
    texts.add(iso.group(1) + rest + zone);
    if (year <= 0) {
      for (int width = 4; width <= 7; width++) {
        texts.add(String.format(Locale.ROOT, "%0" + width + "d", 1 - year) + rest + zone + " BC");
      }
    }
  }
}
