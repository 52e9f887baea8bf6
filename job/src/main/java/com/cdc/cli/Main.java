package com.cdc.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code cdc}. */
@Command(
    name = "cdc",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Every change of a PostgreSQL database into a lakehouse, on any cloud.",
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "1:a wrong command or option, or an error: one message on standard error",
      "127:Java 17 is missing, or the build of the checkout failed"
    },
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      SetupCommand.class,
      VerifyCommand.class,
      ResnapshotCommand.class,
      LandingCommand.class,
      LakehouseCommand.class,
      OptionsCommand.class
    })
public final class Main {

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    Main main = new Main();
    return new CommandLine(main)
        .setExecutionExceptionHandler(new ErrorPrinter(() -> main.debug))
        .setParameterExceptionHandler(new UsageErrorPrinter())
        .setUsageHelpAutoWidth(true);
  }
}
