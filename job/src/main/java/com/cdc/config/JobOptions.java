package com.cdc.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;

/** The job as such, and where it can be asked how it is. */
public final class JobOptions {

  public static final ConfigOption<String> NAME =
      key("job.name")
          .stringType()
          .defaultValue("postgres-cdc")
          .withDescription(
              "Name of the job, as Flink's web interface and the metrics show it. Must be given where"
                  + " there are several sources: by it the pipeline finds its checkpoints again.");

  public static final ConfigOption<Integer> PARALLELISM =
      key("parallelism")
          .intType()
          .defaultValue(1)
          .withDescription(
              "How many snapshot chunks are read and how many tables are written side by side. The"
                  + " stream of changes is always one for each source.");

  public static final ConfigOption<Integer> REST_PORT =
      key("rest.port")
          .intType()
          .defaultValue(8081)
          .withDescription("Port of Flink's web interface; 0 takes any free one.");

  public static final ConfigOption<String> REST_BIND_ADDRESS =
      key("rest.bind-address")
          .stringType()
          .defaultValue("127.0.0.1")
          .withDescription(
              "Address on which the web interface listens. It asks nobody who they are, so beyond"
                  + " this machine put something before it that does: docs/guides/security.md.");

  public static final ConfigOption<Integer> HTTP_PORT =
      key("http.port")
          .intType()
          .defaultValue(8080)
          .withDescription(
              "Port on which `cdc run` says how it is: `/health/live`, `/health/ready`, `/metrics`."
                  + " 0 is off. Container platforms say which by `PORT`, which is read where"
                  + " `HTTP_PORT` is not set.");

  public static final ConfigOption<String> HTTP_BIND_ADDRESS =
      key("http.bind-address")
          .stringType()
          .defaultValue("0.0.0.0")
          .withDescription(
              "Address on which it says so. Names of tables and counts can be read there, no values,"
                  + " and nothing can be changed.");

  public static final ConfigOption<Duration> HTTP_UNREADY_AFTER =
      key("http.unready-after")
          .durationType()
          .defaultValue(Duration.ofMinutes(1))
          .withDescription(
              "For how long the database may be away, or a checkpoint overdue, before"
                  + " `/health/ready` says that the job does not get on.");

  static final List<ConfigOption<?>> ALL =
      List.of(
          NAME,
          PARALLELISM,
          REST_PORT,
          REST_BIND_ADDRESS,
          HTTP_PORT,
          HTTP_BIND_ADDRESS,
          HTTP_UNREADY_AFTER);

  private JobOptions() {}
}
