package com.cdc.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What settings made of the same workload, as Markdown. */
final class SmallFilesTable {

  private SmallFilesTable() {}

  /** The entries are of one run. */
  static String of(List<Map<String, Object>> entries) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
# Small files

Written by `make bench CASES=small-files`; see [the README](../README.md#small-files) for what is measured.

| `landing.min-size` | `landing.max-age` | files | files per hour | mean size, kB | longest wait of a row, s | WAL held at most, kB |
|---|---|---:|---:|---:|---:|---:|
""");
    entries.forEach(entry -> text.append(row(entry)));
    entries.stream()
        .limit(1)
        .forEach(
            entry ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "%n%,.0f rows in %.0f s, the same for all (load average %s, commit %s, %s,"
                            + " `%s`, %s processors).%n",
                        Results.number(entry, "rows"),
                        Results.number(entry, "seconds"),
                        entry.get("loadAverage"),
                        entry.get("commit"),
                        entry.get("date"),
                        entry.get("command"),
                        entry.get("processors"))));
    return text.toString();
  }

  private static String row(Map<String, Object> entry) {
    boolean waits = !"0".equals(entry.get("minSize"));
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,.0f | %,.0f | %,.1f | %.1f | %,.0f |%n",
        entry.get("minSize"),
        waits ? entry.get("maxAge") : "–",
        Results.number(entry, "files"),
        Results.number(entry, "filesPerHour"),
        Results.number(entry, "meanBytes") / 1000,
        Results.number(entry, "longestWaitSeconds"),
        Results.number(entry, "heldWalBytes") / 1000);
  }
}
