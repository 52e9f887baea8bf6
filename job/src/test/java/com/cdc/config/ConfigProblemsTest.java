package com.cdc.config;

import static com.cdc.config.ConfigFixture.env;
import static com.cdc.config.ConfigFixture.load;
import static com.cdc.config.ConfigFixture.problems;
import static com.cdc.config.ConfigFixture.refused;
import static com.cdc.config.ConfigFixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with one value, or missing, and how it is said. */
class ConfigProblemsTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  Path directory;

  @Test
  void aSlotIsDroppedOnlyBeyondALimit() {
    assertThat(problems("PG_WAL_GUARD", "drop-slot"))
        .containsExactly(
            "`postgres.wal-guard: drop-slot` needs `postgres.wal-limit`: how much WAL the server has"
                + " room for.");
    assertThat(load("PG_WAL_GUARD", "drop-slot", "PG_WAL_LIMIT", "1 gb").onlySource().walLimit())
        .isEqualTo(new WalLimit(WalGuard.DROP_SLOT, MemorySize.ofMebiBytes(1024)));
  }

  @Test
  void halfAClientCertificateIsAProblem() {
    assertThat(problems("PG_SSL_CERT", "/c.pem"))
        .containsExactly("`postgres.ssl-cert` is given, but not its key; set `postgres.ssl-key`.");
    assertThat(problems("PG_SSL_KEY", "/k.pem", "PG_SSL_MODE", "disable"))
        .containsExactly(
            "`postgres.ssl-key` is given, but not its certificate; set `postgres.ssl-cert`, or give"
                + " a PKCS #12 file that holds both (.p12).",
            "`postgres.ssl-key` is given, but `postgres.ssl-mode` is `disable`, and without TLS no"
                + " certificate is shown; take `verify-full`.");
    assertThat(load("PG_SSL_KEY", "/k.p12").onlySource().clientCertificate()).isNotNull();
  }

  @Test
  void missingKeysAreNamedWithTheirVariablesAllTogether() {
    ConfigException e = refused(() -> ConfigLoader.load(null, Map.of()));

    assertThat(e.problems())
        .hasSize(7)
        .contains(
            "`postgres.host` is missing; set it in the configuration file or as environment"
                + " variable PG_HOST.",
            "`postgres.tables` is missing; set it in the configuration file or as environment"
                + " variable TABLE_INCLUDE.",
            "`checkpoint.uri` is missing; set it in the configuration file or as environment"
                + " variable CHECKPOINT_URI.");
    assertThat(e).hasMessageStartingWith("7 configuration problems:\n  - `postgres.host` is");
  }

  @Test
  void oneProblemIsCountedInTheSingular() {
    ConfigException e = refused(() -> load("PG_PORT", "0"));

    assertThat(e)
        .hasMessage(
            "1 configuration problem:\n  - `postgres.port` (environment variable PG_PORT) must be 1"
                + " to 65535, not `0`.");
  }

  @Test
  void aMissingFileSaysWhatToGive() {
    Path file = directory.resolve("none.yaml");

    assertThat(refused(() -> ConfigLoader.load(file, Map.of())).problems())
        .containsExactly(
            "Configuration file "
                + file
                + " does not exist. Give --config FILE or set the environment variables PG_HOST,"
                + " PG_DATABASE, PG_USER, PG_PASSWORD, TABLE_INCLUDE, LANDING_URI,"
                + " CHECKPOINT_URI.");
    assertThat(refused(() -> ConfigLoader.load(directory, Map.of())).problems())
        .containsExactly(
            "Configuration file "
                + directory
                + " cannot be read (IOException). Name a file that this user may read.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PARALLELISM         | 129    | must be 1 to 128, not `129`.",
        "PARALLELISM         | many   | must be a whole number, not `many`.",
        "REST_PORT           | 65536  | must be 0 to 65535, not `65536`.",
        "PG_PORT             | -1     | must be 1 to 65535, not `-1`.",
        "PG_SLOT             | My-Slot| must be 1 to 63 of a-z, 0-9 and _, not `My-Slot`.",
        "PG_SSL_MODE         | tls    | must be one of `disable`, `allow`, `prefer`, `require`,"
            + " `verify-ca`, `verify-full`, not `tls`.",
        "PG_CONNECT_TIMEOUT  | 0 s    | must be longer than 0, not `0 s`.",
        "PG_CHUNK_SIZE       | 0      | must be larger than 0, not `0`.",
        "LANDING_ROLL_SIZE   | big    | must be a size such as `8 mb` or `1 gb`, not `big`.",
        "LANDING_ROLL_AGE    | -5 s   | must be a duration such as `10 s`, `15 min` or `1 h`, not"
            + " `-5 s`.",
        "CHECKPOINT_INTERVAL | 99 ms  | must be at least 100 ms, not `99 ms`.",
        "CHECKPOINT_TIMEOUT  | 0      | must be longer than 0, not `0`.",
        "CHECKPOINT_RETAINED | 0      | must be at least 1, not `0`.",
        "PG_DATABASE         | ' '    | must not be empty.",
        "PG_HOST             | db:5432| must be a host name or address alone; the port and the rest"
            + " have keys of their own.",
      })
  void valuesOutOfRangeAreRefused(String variable, String value, String complaint) {
    assertThat(problems(variable, value))
        .singleElement()
        .asString()
        .endsWith("(environment variable " + variable + ") " + complaint);
  }

  @ParameterizedTest
  @CsvSource({"::1", "[fe80::1%eth0]", "10.0.0.1", "db_1.example.com"})
  void hostsAreNamesAndAddresses(String host) {
    assertThat(load("PG_HOST", host).onlySource().host()).isEqualTo(host);
  }

  @Test
  void problemsOfAllKindsAreReportedTogether() {
    String yaml =
        """
        landing.rol-age: 1 min
        postgres:
          port: 70000
          password: ${env:NOT_SET}
          tables: [items]
        parallelism: [1]
        """;
    Map<String, String> env = env("LANDING_URI", "/data/x", "CHECKPOINT_URI", "/data/x/y");
    env.keySet().removeAll(List.of("PG_PASSWORD", "TABLE_INCLUDE"));

    assertThat(refused(() -> ConfigLoader.load(write(directory, yaml), env)).problems())
        .containsExactlyInAnyOrder(
            "Unknown key `landing.rol-age` (line 1); did you mean `landing.roll-age`?",
            "`postgres.port` (line 3) must be 1 to 65535, not `70000`.",
            "`postgres.password` (line 4) refers to environment variable NOT_SET, which is not"
                + " set.",
            "Entry 1 of `postgres.tables` (line 5), `items`, has no dot; write `schema.table`, with"
                + " double quotes around a name that contains a comma, dot or quote.",
            "`parallelism` (line 6) must be a single value, not a list.",
            "`landing.uri` and `checkpoint.uri` must be apart: neither the same directory nor one"
                + " inside the other.");
  }
}
