package com.cdc.cli;

/** How a command's help says what its exit codes mean. */
final class ExitCodes {

  static final String HEADING = "Exit code:%n";

  private ExitCodes() {}
}
