package com.cdc.config;

import static com.cdc.config.ConfigFixture.env;
import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.loadYaml;
import static com.cdc.config.ConfigFixture.problems;
import static com.cdc.config.ConfigFixture.refused;
import static com.cdc.config.ConfigFixture.write;
import static com.cdc.config.ConfigFixture.yamlProblems;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What file, environment and defaults come to. */
class ConfigLoaderTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void environmentAloneIsEnoughAndDefaultsFillTheRest() {
    CdcConfig config = load();

    assertThat(config.name()).isEqualTo("postgres-cdc");
    assertThat(config.parallelism()).isEqualTo(1);
    assertThat(config.restPort()).isEqualTo(8081);
    assertThat(config.flink()).isEmpty();
    PostgresConfig postgres = config.onlySource();
    assertThat(postgres.host()).isEqualTo("db");
    assertThat(postgres.port()).isEqualTo(5432);
    assertThat(postgres.password().reveal()).isEqualTo("hunter2");
    assertThat(postgres.publication()).isEqualTo("cdc_pub");
    assertThat(postgres.slot()).isEqualTo("cdc_slot");
    assertThat(postgres.tables()).containsExactly(new TableId("public", "items"));
    assertThat(postgres.sslMode()).isEqualTo(SslMode.PREFER);
    assertThat(postgres.sslRootCert()).isNull();
    assertThat(postgres.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(postgres.chunkSize()).isEqualTo(MemorySize.ofMebiBytes(16));
    assertThat(config.landing())
        .isEqualTo(
            new LandingConfig(
                "file:/data/landing", MemorySize.ofMebiBytes(128), Duration.ofMinutes(15)));
    assertThat(config.checkpoint())
        .isEqualTo(
            new CheckpointConfig(
                "file:/data/checkpoints", Duration.ofSeconds(10), Duration.ofMinutes(10), 2));
  }

  @Test
  void aPlatformSaysThePortUnlessAnotherWasChosen() {
    assertThat(load().http().port()).isEqualTo(8080);
    assertThat(load("PORT", "9000").http().port()).isEqualTo(9000);
    assertThat(load("PORT", "9000", "HTTP_PORT", "0").http().isOn()).isFalse();
  }

  @Test
  void theTableOfSettingsHasValueDefaultAndMeaningAndNoSecret() {
    String table = SettingsTable.of(load("PORT", "9000", "FLINK_PROPERTIES", "s3.secret-key: abc"));

    assertThat(table.lines().toList().get(0)).matches("PROPERTY +VALUE +DEFAULT +DESCRIPTION");
    assertThat(table)
        .containsPattern("(?m)^http.port +9000 +8080 +Port on which cdc run says how it is")
        .containsPattern("(?m)^postgres.password +\\*{6}")
        .doesNotContain("hunter2", "abc");
  }

  @Test
  void nestedAndDottedKeysMeanTheSame() {
    CdcConfig config =
        loadYaml(
            directory,
            """
            rest.port: 0
            postgres:
              port: 6432
              ssl-mode: verify-full
            postgres.slot: other
            landing: {roll-size: 1 gb, roll-age: 1 h}
            flink: {s3: {endpoint: http://store}, s3.path.style.access: true}
            """);

    assertThat(config.restPort()).isZero();
    assertThat(config.onlySource().port()).isEqualTo(6432);
    assertThat(config.onlySource().slot()).isEqualTo("other");
    assertThat(config.onlySource().sslMode()).isEqualTo(SslMode.VERIFY_FULL);
    assertThat(config.landing().rollSize()).isEqualTo(MemorySize.parse("1 gb"));
    assertThat(config.landing().rollAge()).isEqualTo(Duration.ofHours(1));
    assertThat(config.flink())
        .containsOnly(
            Map.entry("s3.endpoint", "http://store"), Map.entry("s3.path.style.access", "true"));
  }

  @Test
  void environmentWinsOverTheFile() {
    CdcConfig config =
        loadYaml(directory, "postgres.host: fromfile\nparallelism: 2\n", "PARALLELISM", "4");

    assertThat(config.onlySource().host()).isEqualTo("db");
    assertThat(config.parallelism()).isEqualTo(4);
  }

  @Test
  void longNamesOfTheDatabaseWorkToo() {
    Map<String, String> env = env("POSTGRES_HOST", "long", "POSTGRES_SSL_ROOT_CERT", "/ca.pem");
    env.remove("PG_HOST");

    PostgresConfig postgres = ConfigLoader.load(null, env).onlySource();

    assertThat(postgres.host()).isEqualTo("long");
    assertThat(postgres.sslRootCert()).isEqualTo("/ca.pem");
  }

  @Test
  void aClientCertificateStandsInForThePassword() {
    Map<String, String> env =
        env("PG_SSL_CERT", "/c.pem", "PG_SSL_KEY", "/k.pem", "PG_SSL_KEY_PASSWORD", "hunter3");
    env.remove("PG_PASSWORD");

    CdcConfig config = ConfigLoader.load(null, env);

    assertThat(config.onlySource().clientCertificate())
        .isEqualTo(new ClientCertificate("/k.pem", "/c.pem", Secret.of("hunter3")));
    assertThat(config.toString())
        .contains("postgres.ssl-key=/k.pem", "postgres.ssl-key-password=******")
        .doesNotContain("hunter3");
  }

  @Test
  void shortAndLongNameMayAgreeButNotDiffer() {
    assertThat(load("POSTGRES_HOST", "db").onlySource().host()).isEqualTo("db");
    assertThat(problems("POSTGRES_PASSWORD", "other"))
        .containsExactly(
            "Environment variables PG_PASSWORD and POSTGRES_PASSWORD both mean `postgres.password`"
                + " and differ; set only one of them.");
  }

  @Test
  void emptyVariablesAndKubernetesServiceLinksCountAsNotSet() {
    CdcConfig config = load("PG_SLOT", "", "POSTGRES_PORT", "tcp://10.0.0.1:5432");

    assertThat(config.onlySource().slot()).isEqualTo("cdc_slot");
    assertThat(config.onlySource().port()).isEqualTo(5432);
  }

  @Test
  void flinkPropertiesAreLinesThatWinOverTheFileKeyByKey() {
    CdcConfig config =
        loadYaml(
            directory,
            "flink: {a.b: file, c: file, jars: [x, y]}\n",
            "FLINK_PROPERTIES",
            "# comment\na.b: env\n\nd.e: http://x:1\n");

    assertThat(config.flink())
        .containsOnly(
            Map.entry("a.b", "env"),
            Map.entry("c", "file"),
            Map.entry("jars", "x;y"),
            Map.entry("d.e", "http://x:1"));
  }

  @Test
  void landingAloneNeedsNothingElse() {
    LandingConfig landing = ConfigLoader.loadLanding(null, Map.of("LANDING_URI", "s3://b/x/"));

    assertThat(landing.uri()).isEqualTo("s3://b/x");
    assertThat(refused(() -> ConfigLoader.loadLanding(null, Map.of())).problems())
        .singleElement()
        .asString()
        .startsWith("`landing.uri` is missing");
  }

  @Test
  void tablesAreAListOrOneText() {
    Map<String, String> env = env();
    env.remove("TABLE_INCLUDE");
    Path list = write(directory, "postgres.tables:\n  - public.a\n  - 's.\"b,c\"'\n");
    assertThat(ConfigLoader.load(list, env).onlySource().tables())
        .containsExactly(new TableId("public", "a"), new TableId("s", "b,c"));
    Path text = write(directory, "postgres.tables: public.a, public.Two Words");
    assertThat(ConfigLoader.load(text, env).onlySource().tables())
        .containsExactly(new TableId("public", "a"), new TableId("public", "Two Words"));
    Path none = write(directory, "postgres.tables: []");
    assertThat(refused(() -> ConfigLoader.load(none, env)).problems())
        .containsExactly(
            "`postgres.tables` (line 1) names no table; give at least one `schema.table`.");
  }

  @Test
  void aSectionWhoseLinesAreAllCommentsIsFine() {
    assertThat(loadYaml(directory, "job.name: x\nflink:\n  # a: b\nlanding:\n").name())
        .isEqualTo("x");
    assertThat(yamlProblems(directory, "flink: x\nlanding: s3://b\n"))
        .containsExactly(
            "`flink` (line 1) must be a map of keys, not a value.",
            "`landing` (line 2) must be a map of keys, not a value.");
  }
}
