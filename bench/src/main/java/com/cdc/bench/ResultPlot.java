package com.cdc.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results as an SVG: for each case, bars of rows per second and of processor time. */
final class ResultPlot {

  private static final int ROW = 22;
  private static final int TITLE = 34;
  private static final int LABELS = 150;
  private static final int BARS = 300;
  private static final int WIDTH = LABELS + 2 * BARS + 60;

  private ResultPlot() {}

  static String of(List<Map<String, Object>> entries) {
    StringBuilder body = new StringBuilder();
    int y = 10;
    for (BenchCase benchCase : BenchCase.values()) {
      List<Map<String, Object>> group =
          entries.stream().filter(entry -> benchCase.label().equals(entry.get("case"))).toList();
      if (group.isEmpty()) {
        continue;
      }
      text(body, 10, y + 16, "title", benchCase.label());
      text(body, LABELS, y + 16, "head", "rows per second");
      text(body, LABELS + BARS + 30, y + 16, "head", "CPU seconds per million rows");
      y += TITLE - 8;
      for (Map<String, Object> entry : group) {
        text(body, 10, y + 15, "label", String.valueOf(entry.get("system")));
        bar(body, LABELS, y, entry, group, "rowsPerSecond", "%,.0f");
        bar(body, LABELS + BARS + 30, y, entry, group, "cpuSecondsPerMillionRows", "%.2f");
        y += ROW;
      }
      y += 12;
    }
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
    <style>
      text { font: 12px sans-serif; fill: #24292f }
      .title { font-weight: bold; font-size: 13px }
      .head { fill: #57606a }
      rect { fill: #9aa7b4 }
      .cdc { fill: #1f6feb }
    </style>
    <rect width="%1$d" height="%2$d" style="fill: #ffffff"/>
    %3$s</svg>
    """
        .formatted(WIDTH, y, body);
  }

  private static void bar(
      StringBuilder body,
      int x,
      int y,
      Map<String, Object> entry,
      List<Map<String, Object>> group,
      String figure,
      String format) {
    double value = Results.number(entry, figure);
    double longest =
        group.stream().mapToDouble(other -> Results.number(other, figure)).max().orElse(1);
    double width = longest == 0 ? 0 : value / longest * (BARS - 80);
    String kind = String.valueOf(entry.get("system")).startsWith("cdc") ? " class=\"cdc\"" : "";
    body.append(
        String.format(
            Locale.ROOT,
            "<rect%s x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\"/>%n",
            kind,
            x,
            y + 3,
            Math.max(1, width)));
    text(body, x + (int) width + 6, y + 15, "value", String.format(Locale.ROOT, format, value));
  }

  private static void text(StringBuilder body, int x, int y, String kind, String text) {
    body.append("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(kind, x, y, text));
  }
}
