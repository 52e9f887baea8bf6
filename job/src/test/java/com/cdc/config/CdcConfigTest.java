package com.cdc.config;

import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.loadYaml;
import static com.cdc.config.ConfigFixture.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.TableId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CdcConfigTest {
  private static final String SECRET = "hunter2-planted";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void recordsCheckThemselvesAndReportEverything() {
    ConfigException postgres =
        refused(
            () ->
                new PostgresConfig(
                    PostgresConfig.UNNAMED,
                    "db",
                    0,
                    "",
                    "cdc",
                    Secret.of(SECRET),
                    "cdc_pub",
                    "Slot",
                    List.of(),
                    SslMode.PREFER,
                    null,
                    Duration.ZERO,
                    MemorySize.ZERO,
                    OnLostSlot.FAIL));
    assertThat(postgres.problems())
        .containsExactly(
            "`postgres.port` must be 1 to 65535, not `0`.",
            "`postgres.database` must not be empty.",
            "`postgres.slot` must be 1 to 63 of a-z, 0-9 and _, not `Slot`.",
            "`postgres.connect-timeout` must be longer than 0, not `0 ms`.",
            "`postgres.chunk-size` must be larger than 0, not `0 bytes`.",
            "`postgres.tables` names no table; give at least one `schema.table`.");
    assertThat(
            refused(() -> new LandingConfig("s3://", MemorySize.ZERO, Duration.ofSeconds(-1)))
                .problems())
        .hasSize(3);
    assertThat(
            refused(() -> new CheckpointConfig("x", Duration.ofMillis(1), Duration.ZERO, 0))
                .problems())
        .hasSize(4);
    CdcConfig valid = load();
    assertThat(refused(() -> valid.withRestPort(-1)).problems())
        .containsExactly("`rest.port` must be 0 to 65535, not `-1`.");
  }

  @Test
  void aCopyWithAnotherPortKeepsTheRest() {
    CdcConfig config = load("REST_PORT", "9000");

    assertThat(config.withRestPort(0).restPort()).isZero();
    assertThat(config.withRestPort(0).withRestPort(9000)).isEqualTo(config);
  }

  @Test
  void configurationTravelsInTheJobGraph() throws Exception {
    CdcConfig config = load("FLINK_PROPERTIES", "a: b", "TABLE_INCLUDE", "public.a,public.b");

    CdcConfig copy = InstantiationUtil.clone(config);

    assertThat(copy).isEqualTo(config);
    assertThat(copy.onlySource().tables()).contains(new TableId("public", "b"));
  }

  @Test
  void descriptionHasEveryKeyAndNoSecret() {
    CdcConfig config =
        load(
            "PG_PASSWORD",
            SECRET,
            "FLINK_PROPERTIES",
            """
            s3.access-key: hunter2-planted
            s3.secret-key: hunter2-planted
            fs.azure.account.key.acc.dfs.core.windows.net: hunter2-planted
            fs.azure.sas.fixed.TOKEN: hunter2-planted
            my.PassWord: hunter2-planted
            s3.endpoint: http://store
            """);

    assertThat(config.describe())
        .containsKeys(
            CdcOptions.all().stream()
                .map(ConfigOption::key)
                .filter(key -> !key.equals("flink"))
                .toArray(String[]::new))
        .containsEntry("postgres.password", "******")
        .containsEntry("flink.s3.access-key", "******")
        .containsEntry("flink.s3.endpoint", "http://store")
        .containsEntry("postgres.tables", "public.items")
        .containsEntry("checkpoint.interval", "10 s")
        .containsEntry("landing.roll-size", "128 mb");
    assertThat(config.describe().toString()).doesNotContain(SECRET);
    assertThat(config.toString()).doesNotContain(SECRET);
    assertThat(config.onlySource().toString()).doesNotContain(SECRET).contains("password=******");
    assertThat(config.onlySource().password()).hasToString("******");
    assertThat(config.onlySource().password().reveal()).isEqualTo(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres.password: *hunter2-planted",
        "postgres.password: !hunter2-planted",
        "postgres.password: !hunter2-planted!x y",
        "postgres.password: &hunter2-planted",
        "postgres.password: @hunter2-planted",
        "postgres.password: %hunter2-planted",
        "postgres.password: |hunter2-planted",
        "postgres.password: hunter2-planted: x",
        "postgres.password: 'hunter2-planted",
        "postgres.password: \"\\hunter2-planted\"",
        "postgres.password: {hunter2-planted",
        "postgres.password: [hunter2-planted]",
        "postgres.password: {a: hunter2-planted}",
        "postgres.passwor: hunter2-planted",
        "postgres.port: ${env:PLANTED}",
        "postgres.slot: ${env:PLANTED}",
        "postgres.tables: ${env:PLANTED}",
        "postgres.tables: '${env:PLANTED}.\"'",
        "postgres.host: postgres://cdc:hunter2-planted@db/x", // check:allow
        "landing.uri: ${env:PLANTED}",
        "checkpoint.uri: ftp:${env:PLANTED}",
        "checkpoint.interval: ${env:PLANTED}",
        "postgres.ssl-mode: ${file:planted}",
        "flink: {s3.secret-key: hunter2-planted: x}",
        "flink: [hunter2-planted]",
        "flink: hunter2-planted",
        "? {hunter2-planted: x}\n: y",
        "postgres.password: \"hunter2-planted\u0000\"",
      })
  void noMessageHoldsASecret(String line) throws IOException {
    Path planted = Files.writeString(directory.resolve("planted"), SECRET);
    String yaml = line.replace("${file:planted}", "${file:" + planted + "}") + "\nparallelism: 0\n";
    Path file = ConfigFixture.write(directory, yaml);
    Map<String, String> env = ConfigFixture.env("PLANTED", SECRET);
    env.keySet().removeIf(name -> !name.equals("PLANTED"));

    ConfigException e = refused(() -> ConfigLoader.load(file, env));

    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    assertThat(trace.toString()).contains("configuration problem").doesNotContain("hunter2");
  }

  @Test
  void aFlinkSettingFromAPlaceholderIsPassedThrough() {
    CdcConfig config =
        loadYaml(directory, "flink: {s3.secret-key: '${env:PLANTED}'}", "PLANTED", SECRET);

    assertThat(config.flink()).containsEntry("s3.secret-key", SECRET);
    assertThat(config.toString()).doesNotContain(SECRET);
  }
}
