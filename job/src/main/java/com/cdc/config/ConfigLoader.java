package com.cdc.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.event.RecordFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration from a YAML file and the environment, which wins. Strict: everything that
 * is wrong is reported together in one {@link ConfigException}.
 */
public final class ConfigLoader {
  static final Set<ConfigOption<?>> REQUIRED =
      Set.of(
          PostgresOptions.HOST,
          PostgresOptions.DATABASE,
          PostgresOptions.USER,
          PostgresOptions.PASSWORD,
          PostgresOptions.TABLES,
          LandingOptions.URI,
          CheckpointOptions.URI);

  private static final List<ConfigOption<?>> STORAGE =
      List.of(
          LandingOptions.URI,
          CheckpointOptions.URI,
          CheckpointOptions.INTERVAL,
          CheckpointOptions.TIMEOUT,
          CheckpointOptions.RETAINED);

  private ConfigLoader() {}

  /**
   * The whole configuration.
   *
   * @param file the YAML file, or null if the environment holds everything
   * @param env the environment variables
   */
  public static CdcConfig load(@Nullable Path file, Map<String, String> env) {
    Problems problems = new Problems();
    Settings settings = read(file, env, problems);
    TypedValues typed = new TypedValues(settings, problems);
    CdcOptions.all().forEach(typed::read);
    List<SourceDraft> sources = SourceDraft.read(settings, typed, problems);
    typed.require(LandingOptions.URI);
    typed.require(CheckpointOptions.URI);
    problems.addAll(SourceRules.complaints(sources.stream().map(SourceDraft::facts).toList()));
    Configuration values = typed.values();
    if (!values.contains(JobOptions.NAME) && sources.stream().anyMatch(SourceDraft::isNamed)) {
      problems.add(
          "`%s` must be given where there are `sources`: by it alone the pipeline finds its"
                  .formatted(JobOptions.NAME.key())
              + " checkpoints again, whichever sources it has then.");
    }
    if (values.contains(LandingOptions.URI) && values.contains(CheckpointOptions.URI)) {
      problems.addAll(
          StorageUri.overlap(values.get(LandingOptions.URI), values.get(CheckpointOptions.URI)));
    }
    LandingDraft landing = LandingDraft.read(typed, sources, problems);
    problems.throwIfAny();
    return new CdcConfig(
        values.get(JobOptions.NAME),
        values.get(JobOptions.PARALLELISM),
        values.get(JobOptions.REST_PORT),
        values.get(JobOptions.REST_BIND_ADDRESS),
        http(values),
        sources.stream().map(SourceDraft::build).toList(),
        record(values),
        landing.build(),
        checkpoint(values),
        settings.flink());
  }

  /** Only where the landing is, for what needs no database; other keys may be missing. */
  public static LandingConfig loadLanding(@Nullable Path file, Map<String, String> env) {
    Problems problems = new Problems();
    TypedValues typed = new TypedValues(read(file, env, problems), problems);
    typed.read(LandingOptions.URI);
    typed.require(LandingOptions.URI);
    problems.throwIfAny();
    return new LandingConfig(
        typed.values().get(LandingOptions.URI),
        LandingOptions.ROLL_SIZE.defaultValue(),
        LandingOptions.ROLL_AGE.defaultValue());
  }

  /** Only the settings of Flink itself, which may say how to reach a store. */
  public static Map<String, String> loadFlink(@Nullable Path file, Map<String, String> env) {
    Problems problems = new Problems();
    Settings settings = read(file, env, problems);
    problems.throwIfAny();
    return settings.flink();
  }

  /** Only where the pipeline keeps its files, for what needs no database. */
  public static StorageConfig loadStorage(@Nullable Path file, Map<String, String> env) {
    Problems problems = new Problems();
    Settings settings = read(file, env, problems);
    TypedValues typed = new TypedValues(settings, problems);
    STORAGE.forEach(typed::read);
    typed.require(LandingOptions.URI);
    typed.require(CheckpointOptions.URI);
    problems.throwIfAny();
    Configuration values = typed.values();
    return new StorageConfig(
        new LandingConfig(
            values.get(LandingOptions.URI),
            LandingOptions.ROLL_SIZE.defaultValue(),
            LandingOptions.ROLL_AGE.defaultValue()),
        checkpoint(values),
        settings.flink());
  }

  private static Settings read(@Nullable Path file, Map<String, String> env, Problems problems) {
    Settings settings = new Settings(env, problems);
    settings.putEnvironment(env);
    if (file != null) {
      List<FlatYaml.Entry> entries =
          FlatYaml.parse(content(file), "Configuration file " + file, "", problems);
      if (entries.isEmpty() && problems.isEmpty()) {
        throw refused(file, "is empty; it must hold keys such as `landing.uri`.");
      }
      settings.putFile(entries);
    }
    return settings;
  }

  private static String content(Path file) {
    if (!Files.exists(file)) {
      String variables =
          CdcOptions.all().stream()
              .filter(REQUIRED::contains)
              .map(EnvNames::of)
              .collect(Collectors.joining(", "));
      throw refused(
          file,
          "does not exist. Give --config FILE or set the environment variables " + variables + ".");
    }
    try {
      return new String(Files.readAllBytes(file), UTF_8);
    } catch (IOException e) {
      throw refused(
          file,
          "cannot be read ("
              + e.getClass().getSimpleName()
              + "). Name a file that this user may read.");
    }
  }

  private static ConfigException refused(Path file, String why) {
    return new ConfigException(List.of("Configuration file " + file + " " + why));
  }

  private static HttpConfig http(Configuration values) {
    return new HttpConfig(
        values.get(JobOptions.HTTP_PORT),
        values.get(JobOptions.HTTP_BIND_ADDRESS),
        values.get(JobOptions.HTTP_UNREADY_AFTER));
  }

  private static RecordFormat record(Configuration values) {
    return new RecordFormat(
        values.get(RecordOptions.NUMERIC),
        values.get(RecordOptions.BYTEA),
        values.get(RecordOptions.JSON),
        values.get(RecordOptions.COMPOSITE),
        values.get(RecordOptions.BEFORE));
  }

  private static CheckpointConfig checkpoint(Configuration values) {
    return new CheckpointConfig(
        values.get(CheckpointOptions.URI),
        values.get(CheckpointOptions.INTERVAL),
        values.get(CheckpointOptions.TIMEOUT),
        values.get(CheckpointOptions.RETAINED));
  }
}
