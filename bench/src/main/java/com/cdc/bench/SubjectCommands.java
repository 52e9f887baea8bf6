package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * How each subject is started: one process that does the reading itself.
 *
 * @param root the checkout, built
 */
record SubjectCommands(Path root) {

  /** Files become visible this often. */
  private static final String CHECKPOINT_INTERVAL = "1 s";

  // cdc runs as it is shipped; the peers get more memory, and the collector that costs them least
  private static final List<String> PEER_OPTIONS = List.of("-Xmx1g", "-XX:+UseParallelGC");

  ProcessBuilder command(Task task) throws IOException {
    ProcessBuilder builder =
        switch (task.subject()) {
          case PG_RECVLOGICAL -> pgRecvlogical(task);
          case COPY -> copy(task);
          case CDC, CDC_GZIP, CDC_ZSTD, CDC_S3, CDC_S3_GZIP -> cdc(task);
          case DEBEZIUM -> debezium(task);
          case FLINK_CDC -> flinkCdc(task);
        };
    return builder.redirectErrorStream(true).redirectOutput(task.log().toFile());
  }

  private static ProcessBuilder pgRecvlogical(Task task) {
    return task.database()
        .program(
            task.database().reader(),
            "pg_recvlogical",
            List.of(
                "--start",
                "--no-loop",
                "--dbname=" + task.database().name(),
                "--slot=" + task.slot(),
                "--endpos=" + task.endLsn(),
                "--option=proto_version=1",
                "--option=publication_names=" + Database.PUBLICATION,
                "--fsync-interval=0",
                "--file=/dev/null"));
  }

  private static ProcessBuilder copy(Task task) {
    return task.database()
        .program(
            task.database().reader(),
            "psql",
            List.of("-c", "\\copy %s TO '/dev/null'".formatted(task.tables().get(0))));
  }

  private ProcessBuilder cdc(Task task) {
    ProcessBuilder builder =
        new ProcessBuilder(root.resolve("job/target/cdc/bin/cdc").toString(), "run");
    Database database = task.database();
    builder.environment().put("PG_HOST", Database.HOST);
    builder.environment().put("PG_PORT", String.valueOf(database.port()));
    builder.environment().put("PG_DATABASE", database.name());
    builder.environment().put("PG_USER", database.reader());
    builder.environment().put("PG_PASSWORD", database.password());
    builder.environment().put("PG_SSL_MODE", "disable");
    builder.environment().put("PG_PUBLICATION", Database.PUBLICATION);
    builder.environment().put("PG_SLOT", task.slot());
    builder.environment().put("TABLE_INCLUDE", String.join(",", task.tables()));
    builder.environment().put("LANDING_URI", task.landing().toString());
    builder.environment().put("CHECKPOINT_URI", task.checkpoints().toString());
    builder.environment().put("CHECKPOINT_INTERVAL", CHECKPOINT_INTERVAL);
    builder.environment().put("REST_PORT", "0");
    builder.environment().put("HTTP_PORT", "0");
    builder.environment().putAll(task.settings());
    return builder;
  }

  private ProcessBuilder debezium(Task task) throws IOException {
    Database database = task.database();
    Properties settings = new Properties();
    settings.putAll(
        Map.of(
            "database.hostname", Database.HOST,
            "database.port", String.valueOf(database.port()),
            "database.dbname", database.name(),
            "database.user", database.reader(),
            "database.password", database.password(),
            "database.sslmode", "disable",
            "publication.name", Database.PUBLICATION,
            "slot.name", task.slot(),
            "table.include.list", String.join(",", task.tables()),
            "snapshot.mode", task.stream() ? "no_data" : "initial"));
    settings.setProperty(
        "offset.storage.file.filename", task.directory().resolve("offsets").toString());
    Path file = task.directory().resolve("debezium.properties");
    try (var writer = Files.newBufferedWriter(file)) {
      settings.store(writer, null);
    }
    Path target = root.resolve("bench/debezium/target");
    return java(
        List.of(target.resolve("classes").toString(), target.resolve("lib") + "/*"),
        List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"),
        "com.cdc.bench.debezium.DebeziumReader",
        file.toString(),
        task.landing().toString());
  }

  private ProcessBuilder flinkCdc(Task task) throws IOException {
    Path home = root.resolve("job/target/cdc");
    List<String> classPath = new ArrayList<>();
    classPath.add(root.resolve("bench/target/classes").toString());
    classPath.add(root.resolve("bench/target/stock") + "/*");
    // the connectors shadow classes of Debezium's jars, so they come first
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      jars.map(Path::toString)
          .filter(jar -> jar.contains("/flink-connector-"))
          .sorted()
          .forEach(classPath::add);
    }
    classPath.add(home.resolve("lib") + "/*");
    ProcessBuilder builder =
        java(
            classPath,
            List.of(
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dlog4j2.configurationFile=" + home.resolve("conf/log4j2.properties")),
            FlinkCdcReader.class.getName());
    Database database = task.database();
    builder.environment().put("PG_PORT", String.valueOf(database.port()));
    builder.environment().put("PG_DATABASE", database.name());
    builder.environment().put("PG_USER", database.reader());
    builder.environment().put("PG_PASSWORD", database.password());
    builder.environment().put("PG_SLOT", task.slot());
    builder.environment().put("TABLE_INCLUDE", String.join(",", task.tables()));
    builder.environment().put("MODE", task.stream() ? "stream" : "snapshot");
    builder.environment().put("LANDING_URI", task.landing().toString());
    builder.environment().put("CHECKPOINT_URI", task.checkpoints().toUri().toString());
    return builder;
  }

  private static ProcessBuilder java(
      List<String> classPath, List<String> options, String main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home", ""), "bin/java").toString());
    command.addAll(PEER_OPTIONS);
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(":", classPath), main));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
