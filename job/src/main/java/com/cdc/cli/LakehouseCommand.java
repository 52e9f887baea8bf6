package com.cdc.cli;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.lakehouse.Lakehouse;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells the Databricks bundle of the tables. */
@Command(
    name = "lakehouse",
    mixinStandardHelpOptions = true,
    description = {
      "Write keys and column types of the captured tables for Databricks, from the database's"
          + " catalogue and the shapes in the landing, to DIR/conf/tables.json.",
      "What was chosen in that file"
          + " stays: `landing`, and of each table `bronze`, `silver`, `scd`, `types`.",
      "Prints what is new or has changed, and what needs care. Changes nothing else."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:written",
      "1:a database, a table or the landing cannot be read; the file stays as it was"
    })
final class LakehouseCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Directory of the bundle, `databricks` in a checkout.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException {
    CdcConfig loaded = ConfigLoader.load(config, System.getenv());
    EmbeddedFlink.initializeFileSystems(loaded);
    PrintWriter writer = spec.commandLine().getOut();
    Lakehouse.write(loaded, out).forEach(writer::println);
    writer.flush();
    return 0;
  }
}
