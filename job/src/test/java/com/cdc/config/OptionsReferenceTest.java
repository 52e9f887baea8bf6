package com.cdc.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OptionsReferenceTest {
  private static final Path PAGE = Repository.file("docs/reference/configuration.md");
  private static final Path EXAMPLE = Repository.file("config/pipeline.example.yaml");

  @Test
  void pageIsWhatTheOptionsSay() throws IOException {
    if (Boolean.getBoolean("cdc.docs.update")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, OptionsReference.markdown());
    }
    assertThat(PAGE)
        .as(
            "The reference page has drifted from CdcOptions. Regenerate it:%n"
                + "  mvn -pl job -am test -Dtest=OptionsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcdc.docs.update=true%n")
        .exists()
        .hasContent(OptionsReference.markdown());
  }

  @Test
  void everyOptionIsOnThePageWithItsVariable() {
    for (ConfigOption<?> option : CdcOptions.all()) {
      String key = option.key().equals("flink") ? "flink.*" : option.key();
      assertThat(OptionsReference.markdown())
          .contains("| `" + key + "` | `" + EnvNames.of(option) + "` |");
    }
  }

  @Test
  void everyDeclaredOptionIsListedOnce() throws IllegalAccessException {
    List<Object> declared =
        Stream.of(
                JobOptions.class,
                PostgresOptions.class,
                RecordOptions.class,
                LandingOptions.class,
                CheckpointOptions.class,
                CdcOptions.class)
            .flatMap(options -> Arrays.stream(options.getFields()))
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .map(OptionsReferenceTest::value)
            .toList();

    assertThat(CdcOptions.all()).doesNotHaveDuplicates();
    assertThat(List.<Object>copyOf(CdcOptions.all())).isEqualTo(declared);
  }

  @Test
  void everyOptionSaysWhatItMeans() {
    for (ConfigOption<?> option : CdcOptions.all()) {
      assertThat(OptionsReference.meaning(option)).as(option.key()).matches(".{10,}[.]");
    }
  }

  @Test
  void everyDefaultKeepsItsOwnRule() {
    for (ConfigOption<?> option : CdcOptions.all()) {
      if (option.hasDefaultValue()) {
        assertThat(complaint(option)).as(option.key()).isNull();
      }
    }
  }

  @Test
  void everyOptionIsInTheExample() throws IOException {
    String example = Files.readString(EXAMPLE);
    for (ConfigOption<?> option : CdcOptions.all()) {
      String last = option.key().substring(option.key().lastIndexOf('.') + 1);
      assertThat(example).containsPattern("(?m)^[# ]*" + Pattern.quote(last) + ":");
    }
  }

  @Test
  void theExampleLoads() {
    CdcConfig config = ConfigLoader.load(EXAMPLE, Map.of("PG_PASSWORD", "x"));

    assertThat(config.landing().uri()).isEqualTo("s3://example-bucket/landing");
    assertThat(config.onlySource().tables()).hasSize(2);
  }

  @Test
  void theExampleLoadsAlsoWithAllItsCommentedKeysAndTheyAreTheDefaults() throws IOException {
    String text = Files.readString(EXAMPLE);
    String keys = text.replaceAll("(?m)^( *)# ([ ]*[a-z0-9.-]+:( |$))", "$1$2");
    Path all = Files.writeString(Files.createTempFile("pipeline", ".yaml"), keys);
    Map<String, String> env = Map.of("PG_PASSWORD", "x");
    Map<String, String> withKey =
        Map.of("PG_PASSWORD", "x", "PG_HASH_KEY", "0123456789abcdef", "PG_SSL_KEY_PASSWORD", "y");

    Map<String, String> full = ConfigLoader.load(all, withKey).describe();
    Map<String, String> plain = ConfigLoader.load(EXAMPLE, env).describe();
    plain
        .keySet()
        .removeIf(
            key ->
                key.matches(
                    ".*-columns|.*[.]table-.*|.*hash-key|.*shards|.*ssl-(root-)?cert|.*ssl-key.*"));

    assertThat(full).containsEntry("flink.s3.endpoint", "https://minio.example.com");
    assertThat(full)
        .containsEntry("postgres.drop-columns", "public.items.note")
        .containsEntry("postgres.ssl-root-cert", "/etc/ssl/certs/postgres-ca.pem")
        .containsAllEntriesOf(plain);
    Files.delete(all);
  }

  @Test
  void theExampleOfSeveralSourcesLoads() throws IOException {
    String text = Files.readString(EXAMPLE).replaceAll("(?m)^  tables:\n(    - .*\n)+|^##", "");
    Path several = Files.writeString(Files.createTempFile("pipeline", ".yaml"), text);

    assertThat(ConfigLoader.load(several, Map.of("PG_PASSWORD", "x")).sources())
        .extracting(PostgresConfig::name)
        .containsExactly("orders", "stock", "people");
    Files.delete(several);
  }

  private static <T> @Nullable String complaint(ConfigOption<T> option) {
    return Rules.of(option).complaint(option.defaultValue(), "");
  }

  private static Object value(Field field) {
    try {
      return field.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
