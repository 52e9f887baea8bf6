package com.cdc.cli;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.config.PostgresConfig;
import com.cdc.event.TableId;
import com.cdc.source.ResnapshotRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks the running job to read a table anew. */
@Command(
    name = "resnapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Ask the running job to read a table anew while all tables stream on.",
      "The request travels through the database's log; the job takes it when it gets there."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:requested",
      "1:the table is not configured, or the database does not take the request"
    })
final class ResnapshotCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      required = true,
      description = "One of the configured tables.")
  private String table = "";

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CdcConfig loaded = ConfigLoader.load(config, System.getenv());
    List<TableId> configured = new ArrayList<>();
    for (PostgresConfig source : loaded.sources()) {
      for (TableId known : source.tables()) {
        if (known.toString().equals(table)) {
          request(source, known);
          return 0;
        }
      }
      configured.addAll(source.tables());
    }
    throw new ParameterException(
        spec.commandLine(), "Table " + table + " is not configured; configured are " + configured);
  }

  private void request(PostgresConfig source, TableId wanted) {
    String lsn = ResnapshotRequest.send(source, wanted);
    spec.commandLine()
        .getOut()
        .println("Requested at " + lsn + ": the job reads " + wanted + " anew when it gets there.");
  }
}
