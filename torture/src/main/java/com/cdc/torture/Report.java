package com.cdc.torture;

import com.cdc.torture.Outcome.Survived;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A run for readers: {@code report.md} beside {@code rss.svg}. */
record Report(Outcome outcome) {

  void write() throws IOException {
    Path directory = outcome.options().out();
    Files.writeString(directory.resolve("report.md"), text());
    Files.writeString(directory.resolve("rss.svg"), RssPlot.of(outcome));
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    TortureOptions options = outcome.options();
    line(text, "# Seed %d: %s", options.seed(), verdict());
    line(text, "");
    line(
        text,
        "`make torture SEED=%d MINUTES=%d ARGS='%s'`",
        options.seed(),
        options.length().toMinutes(),
        arguments());
    line(text, "");
    line(text, "%s, %s.", options.kind().name().toLowerCase(Locale.ROOT), store());
    line(text, "");
    outcome.findings().forEach(finding -> line(text, "- FINDING: %s", finding));
    line(text, "");
    numbers(text);
    kinds(text);
    line(text, "![memory of the job's processes over time](rss.svg)");
    line(text, "");
    ends(text);
    all(text);
    return text.toString();
  }

  private String verdict() {
    return outcome.isProven()
        ? "nothing lost, nothing twice, %d faults".formatted(outcome.faults().size())
        : outcome.findings().size() + " findings";
  }

  private String arguments() {
    TortureOptions options = outcome.options();
    List<String> arguments = new ArrayList<>();
    arguments.add("--subject " + options.kind().name().toLowerCase(Locale.ROOT));
    arguments.add("--store " + options.place().name().toLowerCase(Locale.ROOT));
    arguments.add("--load " + options.load().name().toLowerCase(Locale.ROOT));
    arguments.add("--rate " + options.rate());
    arguments.add("--every " + options.every().toSeconds());
    if (!options.faults().isEmpty()) {
      arguments.add("--faults " + String.join(",", options.faults()));
    }
    return String.join(" ", arguments);
  }

  private String store() {
    return switch (outcome.options().place()) {
      case LOCAL -> "landing and checkpoints on a local disk";
      case S3 -> "landing and checkpoints in S3 (S3Proxy)";
    };
  }

  private void numbers(StringBuilder text) {
    line(text, "| | |");
    line(text, "|---|---|");
    outcome.numbers().forEach((name, number) -> line(text, "| %s | %,d |", name, number));
    line(text, "");
  }

  private void kinds(StringBuilder text) {
    Map<String, List<Survived>> kinds = new TreeMap<>();
    outcome
        .faults()
        .forEach(
            fault ->
                kinds.computeIfAbsent(fault.fault().kind(), k -> new ArrayList<>()).add(fault));
    line(text, "Lag: from when all was whole again until what was committed until then had landed");
    line(text, "and was confirmed (with checkpoints every 2 s, 2 to 5 s without any fault).");
    line(text, "");
    line(text, "| fault | times | median lag s | longest s | next came before |");
    line(text, "|---|---|---|---|---|");
    kinds.forEach((kind, faults) -> kind(text, kind, faults));
    line(text, "");
  }

  private static void kind(StringBuilder text, String kind, List<Survived> faults) {
    List<Double> lags =
        faults.stream()
            .flatMap(fault -> fault.lag().stream())
            .map(Report::seconds)
            .sorted()
            .toList();
    line(
        text,
        "| %s | %d | %s | %s | %d |",
        kind,
        faults.size(),
        lags.isEmpty() ? "" : format(lags.get(lags.size() / 2)),
        lags.isEmpty() ? "" : format(lags.get(lags.size() - 1)),
        faults.size() - lags.size());
  }

  private void ends(StringBuilder text) {
    if (!outcome.ownEnds().isEmpty()) {
      line(text, "The job ended by itself, and was started again:");
      line(text, "");
      outcome.ownEnds().forEach(end -> line(text, "- %s", end.replace('|', '/')));
      line(text, "");
    }
  }

  private void all(StringBuilder text) {
    line(text, "<details><summary>Every fault</summary>");
    line(text, "");
    line(text, "| at s | fault | what | lasted s | lag s |");
    line(text, "|---|---|---|---|---|");
    for (Survived fault : outcome.faults()) {
      line(
          text,
          "| %.0f | %s | %s | %s | %s |",
          fault.atSeconds(),
          fault.fault().kind(),
          fault.fault().what(),
          format(seconds(fault.fault().lasted())),
          fault.lag().map(lag -> format(seconds(lag))).orElse(""));
    }
    line(text, "");
    line(text, "</details>");
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static String format(double seconds) {
    return String.format(Locale.ROOT, "%.1f", seconds);
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
