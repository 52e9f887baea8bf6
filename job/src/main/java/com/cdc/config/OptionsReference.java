package com.cdc.config;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.description.TextElement;

/** The reference page of the configuration, generated from {@link CdcOptions}. */
public final class OptionsReference {
  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Generated from CdcOptions by OptionsReference; do not edit. -->

      A pipeline reads one YAML file, the environment, or both; the environment wins. An empty
      variable counts as not set. Keys may be nested (`landing: {uri: …}`) or dotted
      (`landing.uri: …`). Unknown and doubled keys are errors, and all problems are reported
      together. See `config/pipeline.example.yaml`.

      The variables `PG_…` also have a long form (`POSTGRES_HOST`, `POSTGRES_TABLES`, …); if both
      are set they must agree.

      In every value `${env:NAME}` stands for an environment variable and `${file:PATH}` for the
      content of a file without its last line break.

      A directory is given as `s3://bucket/path` (or `s3a:`),
      `abfss://container@account.dfs.core.windows.net/path` (or `abfs:`), `gs://bucket/path`,
      `file:///path` or an absolute local path. Landing and checkpoints must not lie inside each
      other. Credentials do not belong into a URI.

      Durations take `ms`, `s`, `min`, `h`, `d`, and are milliseconds without a unit; sizes take
      `kb`, `mb`, `gb` (powers of 1024), and are bytes without a unit.
      """;

  private static final String SOURCES =
      """

      ## sources

      With a section `sources` the job reads several slots. `sources.<name>.<key>` takes every key of
      `postgres`, without a variable of its own; what a source does not give is taken from `postgres`
      or its variable, then from the default. Only `tables` is never taken from there: each source
      names its own, no table is in two, and `TABLE_INCLUDE` must not be set. Two sources of one
      server need two slots. A name is 1 to 40 of a-z, 0-9, `-` and `_`, begins with a letter, is not
      `postgres`, and stays what it is: the source's state is found by it.

      The checkpoint of `cdc run` is then found by `job.name` alone, so jobs with `sources` need
      different names under one `checkpoint.uri`. See [the guide](../guides/several-sources.md).
      """;

  private OptionsReference() {}

  /** The page as Markdown, ending in a line break. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    String section = "";
    for (ConfigOption<?> option : CdcOptions.all()) {
      if (!section(option).equals(section)) {
        if (section.equals(PostgresConfig.UNNAMED)) {
          page.append(SOURCES);
        }
        section = section(option);
        page.append("\n## ").append(section).append("\n\n");
        page.append("| Key | Variable | Value | Default | Meaning |\n");
        page.append("|---|---|---|---|---|\n");
      }
      page.append(row(option)).append('\n');
    }
    return page.toString();
  }

  private static String section(ConfigOption<?> option) {
    int dot = option.key().indexOf('.');
    boolean free = option.key().equals(CdcOptions.FLINK.key());
    String section = free ? "flink" : dot < 0 ? "general" : option.key().substring(0, dot);
    return section.equals("rest") || section.equals("http") ? "general" : section;
  }

  private static String row(ConfigOption<?> option) {
    ValueType type = ValueType.of(option);
    String key = type == ValueType.MAP ? option.key() + ".*" : option.key();
    List<String> cells =
        List.of(
            "`" + key + "`",
            "`" + EnvNames.of(option) + "`",
            value(option),
            standard(option),
            meaning(option).replace("|", "\\|"));
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String value(ConfigOption<?> option) {
    ValueType type = ValueType.of(option);
    String accepts = type == ValueType.CHOICE ? ValueType.form(option) : Rules.of(option).accepts();
    return accepts.isEmpty() ? type.label : type.label + ": " + accepts;
  }

  private static String standard(ConfigOption<?> option) {
    if (ConfigLoader.REQUIRED.contains(option)) {
      return "**required**";
    }
    boolean none = !option.hasDefaultValue() || ValueType.of(option) == ValueType.MAP;
    return none ? "–" : "`" + ValueType.print(option.defaultValue()) + "`";
  }

  /** What the option means, as one text. */
  static String meaning(ConfigOption<?> option) {
    return option.description().getBlocks().stream()
        .map(block -> ((TextElement) block).getFormat())
        .collect(Collectors.joining(" "));
  }
}
