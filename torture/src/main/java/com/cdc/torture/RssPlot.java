package com.cdc.torture;

import com.cdc.torture.ProcessWatch.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Resident memory of each process over time, with a tick for each fault, as an SVG. */
final class RssPlot {

  private static final int WIDTH = 900;
  private static final int HEIGHT = 260;
  private static final int LEFT = 60;
  private static final int BOTTOM = 30;
  private static final int GRID_MB = 100;
  private static final String[] COLOURS = {"#1f6feb", "#bf8700", "#8250df", "#1a7f37"};

  private final Outcome outcome;
  private final double seconds;
  private final double megabytes;

  private RssPlot(Outcome outcome) {
    this.outcome = outcome;
    this.seconds = outcome.samples().stream().mapToDouble(Sample::seconds).max().orElse(1);
    this.megabytes =
        (Math.floor(outcome.samples().stream().mapToDouble(Sample::rssMb).max().orElse(1) / GRID_MB)
                + 1)
            * GRID_MB;
  }

  static String of(Outcome outcome) {
    return new RssPlot(outcome).svg();
  }

  private String svg() {
    StringBuilder body = new StringBuilder();
    for (int mb = 0; mb <= megabytes; mb += GRID_MB) {
      body.append(
          format(
              "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>%n", LEFT, WIDTH, y(mb), y(mb)));
      body.append(format("<text x=\"8\" y=\"%.1f\">%d MB</text>%n", y(mb) + 4, mb));
    }
    for (int minute = 0; minute * 60 <= seconds; minute += seconds > 1200 ? 5 : 1) {
      body.append(
          format("<text x=\"%.1f\" y=\"%d\">%d min</text>%n", x(minute * 60), HEIGHT - 4, minute));
    }
    outcome
        .faults()
        .forEach(
            fault ->
                body.append(
                    format(
                        "<line class=\"fault\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>%n",
                        x(fault.atSeconds()), HEIGHT - BOTTOM, HEIGHT - BOTTOM + 6)));
    lines(body);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d">
    <style>
      text { font: 11px sans-serif; fill: #57606a }
      line { stroke: #d0d7de }
      .fault { stroke: #cf222e }
      polyline { fill: none; stroke-width: 1.2 }
    </style>
    <rect width="%1$d" height="%2$d" fill="#ffffff"/>
    %3$s</svg>
    """
        .formatted(WIDTH, HEIGHT, body);
  }

  /** A line for each life of each process, in the colour of what it is. */
  private void lines(StringBuilder body) {
    Map<String, List<Sample>> lives = new LinkedHashMap<>();
    for (Sample sample : outcome.samples()) {
      lives
          .computeIfAbsent(sample.name() + " " + sample.pid(), life -> new ArrayList<>())
          .add(sample);
    }
    List<String> names = outcome.samples().stream().map(Sample::name).distinct().sorted().toList();
    for (int i = 0; i < names.size(); i++) {
      body.append(
          format(
              "<text x=\"%d\" y=\"14\" style=\"fill: %s\">%s</text>%n",
              LEFT + i * 130, COLOURS[i % COLOURS.length], names.get(i)));
    }
    lives
        .values()
        .forEach(
            life -> {
              String colour = COLOURS[names.indexOf(life.get(0).name()) % COLOURS.length];
              body.append("<polyline stroke=\"" + colour + "\" points=\"");
              life.forEach(s -> body.append(format("%.1f,%.1f ", x(s.seconds()), y(s.rssMb()))));
              body.append("\"/>\n");
            });
  }

  private double x(double at) {
    return LEFT + at / seconds * (WIDTH - LEFT - 10);
  }

  private double y(double mb) {
    return 20 + (1 - mb / megabytes) * (HEIGHT - BOTTOM - 20);
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
