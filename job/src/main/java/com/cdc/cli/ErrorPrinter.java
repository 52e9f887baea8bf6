package com.cdc.cli;

import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** An error is one message for a human; its stack trace is for {@code --debug}. */
final class ErrorPrinter implements IExecutionExceptionHandler {

  private final BooleanSupplier debug;

  ErrorPrinter(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine commandLine, ParseResult parsed) {
    if (debug.getAsBoolean()) {
      failure.printStackTrace(commandLine.getErr());
    } else {
      commandLine.getErr().println("error: " + message(failure));
    }
    return 1;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() + " (see --debug)" : message;
  }
}
