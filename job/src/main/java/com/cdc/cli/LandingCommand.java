package com.cdc.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What there is to do about the landing itself. */
@Command(
    name = "landing",
    mixinStandardHelpOptions = true,
    description = "Look after the landing.",
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = "1:no subcommand was given",
    subcommands = OrphansCommand.class)
final class LandingCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing required subcommand");
  }
}
