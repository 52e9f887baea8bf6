package com.cdc.cli;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.config.PostgresConfig;
import com.cdc.doctor.Setup;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the SQL that prepares the database. */
@Command(
    name = "setup",
    mixinStandardHelpOptions = true,
    description = {
      "Print the SQL that prepares the database: role, grants and publication for the configured"
          + " tables, and as comments what is for its owner to decide.",
      "Changes nothing."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {"0:printed", "1:the configuration is wrong"})
final class SetupCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    CdcConfig loaded = ConfigLoader.load(config, System.getenv());
    PrintWriter out = spec.commandLine().getOut();
    for (PostgresConfig source : loaded.sources()) {
      out.println(Setup.script(loaded, source));
    }
    out.flush();
    return 0;
  }
}
