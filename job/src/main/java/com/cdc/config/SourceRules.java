package com.cdc.config;

import com.cdc.event.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What must hold between the sources of one pipeline. */
final class SourceRules {

  /**
   * What the rules look at; null where it is not known, because it is missing or wrong.
   *
   * @param server host and port
   */
  record Source(
      String name,
      @Nullable String server,
      @Nullable String database,
      @Nullable String slot,
      List<TableId> tables) {

    static Source of(PostgresConfig config) {
      return new Source(
          config.name(),
          server(config.host(), config.port()),
          config.database(),
          config.slot(),
          config.tables());
    }

    static String server(String host, int port) {
      return host.toLowerCase(Locale.ROOT) + ":" + port;
    }

    private String quoted() {
      return "`" + name + "`";
    }

    private String place() {
      return server == null || database == null ? "" : " (" + server + "/" + database + ")";
    }
  }

  /** A table and where it comes from. */
  private record Owned(Source source, TableId table) {}

  private SourceRules() {}

  /** What is wrong with these sources together. */
  static List<String> complaints(List<Source> sources) {
    List<String> found = new ArrayList<>();
    if (sources.isEmpty()) {
      found.add("A pipeline needs at least one source.");
    }
    if (sources.size() > 1
        && sources.stream().anyMatch(source -> source.name().equals(PostgresConfig.UNNAMED))) {
      found.add("Each of several sources needs a name of its own.");
    }
    Map<String, Source> slots = new HashMap<>();
    Map<String, Source> names = new HashMap<>();
    Map<String, Owned> directories = new HashMap<>();
    for (Source source : sources) {
      if (names.putIfAbsent(source.name(), source) != null) {
        found.add("Two sources are named " + source.quoted() + ".");
        continue;
      }
      if (source.slot() != null && source.server() != null) {
        Source other = slots.putIfAbsent(source.server() + "/" + source.slot(), source);
        if (other != null) {
          found.add(sharedSlot(other, source));
        }
      }
      for (TableId table : source.tables()) {
        String directory = table.directory().toLowerCase(Locale.ROOT);
        Owned other = directories.putIfAbsent(directory, new Owned(source, table));
        // within one source it is TableList that complains
        if (other != null && other.source() != source) {
          found.add(sharedDirectory(other, new Owned(source, table)));
        }
      }
    }
    return found;
  }

  private static String sharedSlot(Source first, Source second) {
    return "Sources %s and %s both read slot `%s` of %s, but a slot serves one; name another in `%s`."
        .formatted(
            first.quoted(),
            second.quoted(),
            second.slot(),
            second.server(),
            SourceKeys.key(second.name(), PostgresOptions.SLOT));
  }

  private static String sharedDirectory(Owned first, Owned second) {
    return ("Table %s of source %s%s and table %s of source %s%s would share the landing directory"
            + " %s. A table belongs to one source; if these are two tables, capture the second"
            + " database by a pipeline of its own with another `landing.uri`.")
        .formatted(
            TableList.format(List.of(first.table())),
            first.source().quoted(),
            first.source().place(),
            TableList.format(List.of(second.table())),
            second.source().quoted(),
            second.source().place(),
            first.table().directory());
  }
}
