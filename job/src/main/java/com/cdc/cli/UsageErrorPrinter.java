package com.cdc.cli;

import com.cdc.config.Suggestion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A wrong argument: what is wrong and how to learn the right one, without a page of usage. */
final class UsageErrorPrinter implements IParameterExceptionHandler {

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    command.getErr().println("error: " + failure.getMessage());
    String meant =
        failure instanceof UnmatchedArgumentException unmatched ? meant(unmatched) : null;
    if (meant != null) {
      command.getErr().println("Did you mean `" + meant + "`?");
    }
    command.getErr().println("Try `" + command.getCommandSpec().qualifiedName() + " --help`.");
    return 1;
  }

  /** The command or option nearest to the word; picocli's own search misses swapped letters. */
  private static @Nullable String meant(UnmatchedArgumentException failure) {
    CommandLine command = failure.getCommandLine();
    List<String> known = new ArrayList<>(command.getSubcommands().keySet());
    command.getCommandSpec().options().forEach(option -> known.addAll(List.of(option.names())));
    return Suggestion.closest(failure.getUnmatched().get(0), known);
  }
}
