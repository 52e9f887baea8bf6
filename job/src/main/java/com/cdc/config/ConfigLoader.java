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
          CdcOptions.POSTGRES_HOST,
          CdcOptions.POSTGRES_DATABASE,
          CdcOptions.POSTGRES_USER,
          CdcOptions.POSTGRES_PASSWORD,
          CdcOptions.POSTGRES_TABLES,
          CdcOptions.LANDING_URI,
          CdcOptions.CHECKPOINT_URI);

  private static final List<ConfigOption<?>> STORAGE =
      List.of(
          CdcOptions.LANDING_URI,
          CdcOptions.CHECKPOINT_URI,
          CdcOptions.CHECKPOINT_INTERVAL,
          CdcOptions.CHECKPOINT_TIMEOUT,
          CdcOptions.CHECKPOINT_RETAINED);

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
    typed.require(CdcOptions.LANDING_URI);
    typed.require(CdcOptions.CHECKPOINT_URI);
    problems.addAll(SourceRules.complaints(sources.stream().map(SourceDraft::facts).toList()));
    Configuration values = typed.values();
    if (!values.contains(CdcOptions.NAME) && sources.stream().anyMatch(SourceDraft::isNamed)) {
      problems.add(
          "`%s` must be given where there are `sources`: by it alone the pipeline finds its"
                  .formatted(CdcOptions.NAME.key())
              + " checkpoints again, whichever sources it has then.");
    }
    if (values.contains(CdcOptions.LANDING_URI) && values.contains(CdcOptions.CHECKPOINT_URI)) {
      problems.addAll(
          StorageUri.overlap(
              values.get(CdcOptions.LANDING_URI), values.get(CdcOptions.CHECKPOINT_URI)));
    }
    LandingDraft landing = LandingDraft.read(typed, sources, problems);
    problems.throwIfAny();
    return new CdcConfig(
        values.get(CdcOptions.NAME),
        values.get(CdcOptions.PARALLELISM),
        values.get(CdcOptions.REST_PORT),
        values.get(CdcOptions.REST_BIND_ADDRESS),
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
    typed.read(CdcOptions.LANDING_URI);
    typed.require(CdcOptions.LANDING_URI);
    problems.throwIfAny();
    return new LandingConfig(
        typed.values().get(CdcOptions.LANDING_URI),
        CdcOptions.LANDING_ROLL_SIZE.defaultValue(),
        CdcOptions.LANDING_ROLL_AGE.defaultValue());
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
    typed.require(CdcOptions.LANDING_URI);
    typed.require(CdcOptions.CHECKPOINT_URI);
    problems.throwIfAny();
    Configuration values = typed.values();
    return new StorageConfig(
        new LandingConfig(
            values.get(CdcOptions.LANDING_URI),
            CdcOptions.LANDING_ROLL_SIZE.defaultValue(),
            CdcOptions.LANDING_ROLL_AGE.defaultValue()),
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
        values.get(CdcOptions.HTTP_PORT),
        values.get(CdcOptions.HTTP_BIND_ADDRESS),
        values.get(CdcOptions.HTTP_UNREADY_AFTER));
  }

  private static RecordFormat record(Configuration values) {
    return new RecordFormat(
        values.get(CdcOptions.RECORD_NUMERIC),
        values.get(CdcOptions.RECORD_BYTEA),
        values.get(CdcOptions.RECORD_JSON),
        values.get(CdcOptions.RECORD_COMPOSITE),
        values.get(CdcOptions.RECORD_BEFORE));
  }

  private static CheckpointConfig checkpoint(Configuration values) {
    return new CheckpointConfig(
        values.get(CdcOptions.CHECKPOINT_URI),
        values.get(CdcOptions.CHECKPOINT_INTERVAL),
        values.get(CdcOptions.CHECKPOINT_TIMEOUT),
        values.get(CdcOptions.CHECKPOINT_RETAINED));
  }
}
