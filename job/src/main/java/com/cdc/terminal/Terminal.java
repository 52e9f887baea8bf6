package com.cdc.terminal;

import java.io.Console;
import java.util.Map;

/** Whether a human looks on. */
public final class Terminal {

  private Terminal() {}

  /**
   * Whether lines may be rewritten: standard input and output are a terminal, and the environment
   * does not speak against it.
   */
  public static boolean rewrites(Map<String, String> environment) {
    return isConsole() && mayRewrite(environment);
  }

  /**
   * Whether the environment lets lines be rewritten: not with {@code NO_COLOR} (no-color.org: no
   * control sequences) or {@code CI}, whose logs are read later, nor on a terminal that cannot.
   */
  static boolean mayRewrite(Map<String, String> environment) {
    String term = environment.getOrDefault("TERM", "");
    return !term.isEmpty()
        && !term.equals("dumb")
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && environment.getOrDefault("CI", "").isEmpty();
  }

  @SuppressWarnings("SystemConsoleNull")
  private static boolean isConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      // before Java 22 there is a console only where there is a terminal
      return true;
    }
  }
}
