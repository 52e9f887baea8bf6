package com.cdc.cli;

import com.cdc.config.OptionsReference;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the configuration reference. */
@Command(
    name = "options",
    mixinStandardHelpOptions = true,
    description = "Print the configuration reference as Markdown.",
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = "0:printed")
final class OptionsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().print(OptionsReference.markdown());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
