package com.cdc.config;

import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** A source as it is given, perhaps with faults that are told already. */
record SourceDraft(String name, TypedValues typed, List<TableId> tables, ColumnRules columns) {

  /**
   * The sources that the settings name, else the one of the section {@code postgres}.
   *
   * @param shared what was read of all other keys, and of {@code postgres} for all sources
   */
  static List<SourceDraft> read(Settings settings, TypedValues shared, Problems problems) {
    if (settings.sources().isEmpty()) {
      SourceKeys.OPTIONS.forEach(shared::require);
      return List.of(draft(PostgresConfig.UNNAMED, shared, problems));
    }
    Given tables = settings.value(PostgresOptions.TABLES.key());
    if (tables != null) {
      problems.add(
          "%s means one source; beside `sources` remove it, and give each source its own `tables`."
              .formatted(tables.subject()));
    }
    List<SourceDraft> drafts = new ArrayList<>();
    for (String name : settings.sources()) {
      TypedValues own = shared.of(name);
      for (ConfigOption<?> option : SourceKeys.OPTIONS) {
        own.read(option);
        own.require(option);
      }
      drafts.add(draft(name, own, problems));
    }
    return drafts;
  }

  private static SourceDraft draft(String name, TypedValues own, Problems problems) {
    SourceDraft draft = new SourceDraft(name, own, own.tables(), own.columnRules());
    if (!draft.tables.isEmpty()) {
      problems.addAll(ColumnList.complaints(draft.columns, draft.tables, name));
    }
    problems.addAll(ClientCertificate.complaints(name, own.values()));
    if (own.isUsable(PostgresOptions.WAL_GUARD) && own.isUsable(PostgresOptions.WAL_LIMIT)) {
      problems.addAll(
          WalLimit.complaints(
              name,
              own.values().get(PostgresOptions.WAL_GUARD),
              own.values().get(PostgresOptions.WAL_LIMIT)));
    }
    return draft;
  }

  /** Whether it stands under {@code sources}. */
  boolean isNamed() {
    return !name.equals(PostgresConfig.UNNAMED);
  }

  /** What {@link SourceRules} looks at. */
  SourceRules.Source facts() {
    boolean located = typed.isUsable(PostgresOptions.HOST) && typed.isUsable(PostgresOptions.PORT);
    Configuration values = typed.values();
    return new SourceRules.Source(
        name,
        located
            ? SourceRules.Source.server(
                values.get(PostgresOptions.HOST), values.get(PostgresOptions.PORT))
            : null,
        values.getOptional(PostgresOptions.DATABASE).orElse(null),
        typed.isUsable(PostgresOptions.SLOT) ? values.get(PostgresOptions.SLOT) : null,
        tables);
  }

  /** The source; only if no problem was found. */
  PostgresConfig build() {
    Configuration values = typed.values();
    return new PostgresConfig(
        name,
        values.get(PostgresOptions.HOST),
        values.get(PostgresOptions.PORT),
        values.get(PostgresOptions.DATABASE),
        values.get(PostgresOptions.USER),
        Secret.of(values.getOptional(PostgresOptions.PASSWORD).orElse("")),
        values.get(PostgresOptions.PUBLICATION),
        values.get(PostgresOptions.SLOT),
        tables,
        values.get(PostgresOptions.SSL_MODE),
        values.getOptional(PostgresOptions.SSL_ROOT_CERT).orElse(null),
        values.get(PostgresOptions.CONNECT_TIMEOUT),
        values.get(PostgresOptions.CHUNK_SIZE),
        values.get(PostgresOptions.ON_LOST_SLOT),
        values.get(PostgresOptions.ON_REWRITE),
        values.get(PostgresOptions.SCHEMA_CHECK_INTERVAL),
        values.get(PostgresOptions.MAX_ROW_BYTES),
        columns,
        ClientCertificate.of(values),
        new WalLimit(values.get(PostgresOptions.WAL_GUARD), values.get(PostgresOptions.WAL_LIMIT)));
  }
}
